// The driver, a program: every client of every server lives in this one process, as lean as socket.io-client allows.
import { closedLoop } from "./closed-loop.js";
import { type Line, openLines } from "./connect.js";
import { fill } from "./fill.js";
import type { Measured } from "./measurement.js";
import { openLoop } from "./open-loop.js";
import type { Order, Report } from "./orders.js";
import { replyLoop } from "./reply-loop.js";

const opened = new Map<string, { lines: Line[]; pid: number }>();

async function carryOut(order: Order): Promise<Measured | null> {
  if (order.do === "open") {
    opened.set(order.server, { lines: await openLines(order.url, order.count, order.bots), pid: order.pid });
    return null;
  }
  const at = opened.get(order.server);
  if (at === undefined) throw new Error(`no lines are open to ${order.server}`);
  const lines = at.lines.slice(0, order.lines ?? at.lines.length);
  if (order.do === "fill") {
    await fill(lines, order);
    return null;
  }
  if (order.do === "closed-loop") return closedLoop(lines, at.pid, order);
  if (order.do === "open-loop") return openLoop(lines, at.pid, order);
  return replyLoop(lines, at.pid, order);
}

const report = (value: Report) => process.send?.(value);

process.on("message", (order: Order) => {
  carryOut(order).then(
    (measured) => report({ measured }),
    (error: unknown) =>
      report({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.once("disconnect", () => process.exit(0));
