import type { Line } from "./connect.js";
import { Sender } from "./sender.js";

/** Sends so many messages, each line keeping `window` unanswered, and resolves when all are acknowledged. */
export function fill(
  lines: Line[],
  { messages, window, textChars }: { messages: number; window: number; textChars: number },
): Promise<void> {
  const sender = new Sender(textChars);
  let begun = 0;
  let acked = 0;
  return new Promise((resolve) => {
    const send = (line: Line) => {
      sender.send(line, (isAcknowledged) => {
        // Turned away, as by a full queue: the same message again, a little later.
        if (!isAcknowledged) return setTimeout(send, 20, line);
        acked += 1;
        if (acked === messages) return resolve();
        return next(line);
      });
    };
    const next = (line: Line) => {
      if (begun === messages) return;
      begun += 1;
      send(line);
    };
    for (let n = 0; n < window; n += 1) for (const line of lines) next(line);
  });
}
