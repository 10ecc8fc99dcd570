import { checkAnswers } from "./check-answers.js";
import { checkMessages } from "./check-messages.js";
import { checkOrder } from "./check-order.js";
import { checkWalks } from "./check-walks.js";
import type { History } from "./history.js";
import type { Violation } from "./violation.js";

/** Every broken promise in a recorded history; none when all were kept. Pure. */
export function checkHistory(history: History): Violation[] {
  const corrupt: Violation[] =
    history.integrity === "ok" ? [] : [{ rule: "corrupt", says: history.integrity }];
  return [
    ...corrupt,
    ...checkMessages(history),
    ...checkOrder(history),
    ...checkWalks(history),
    ...checkAnswers(history),
  ];
}
