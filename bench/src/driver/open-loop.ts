import { setTimeout as wait } from "node:timers/promises";
import type { Line } from "./connect.js";
import { type Load, type Measured, Measurement } from "./measurement.js";
import { Sender } from "./sender.js";

/**
 * Sends at a fixed rate whether or not the server keeps up. Latency counts from the instant a message was
 * due, not from when the driver got round to it, so a stall is paid for by every message it delayed.
 */
export async function openLoop(
  lines: Line[],
  serverPid: number,
  load: Load & { ratePerSecond: number },
): Promise<Measured> {
  const measurement = new Measurement();
  const sender = new Sender(load.textChars);
  const startedAt = performance.now();
  let sent = 0;
  let unanswered = 0;
  const sendDue = () => {
    const due = ((performance.now() - startedAt) / 1000) * load.ratePerSecond;
    for (; sent < due; sent += 1) {
      const line = lines[sent % lines.length];
      if (line === undefined) return;
      const dueAt = startedAt + (sent * 1000) / load.ratePerSecond;
      unanswered += 1;
      sender.send(line, (isAcknowledged) => {
        unanswered -= 1;
        if (isAcknowledged) measurement.acknowledged(performance.now() - dueAt);
      });
    }
  };
  const timer = setInterval(sendDue, 1);
  const measured = await measurement.run(load, serverPid, lines);
  clearInterval(timer);
  for (let waitedMs = 0; unanswered > 0 && waitedMs < 5000; waitedMs += 50) await wait(50);
  const refused = Object.fromEntries(sender.refused);
  return { ...measured, refused: unanswered > 0 ? { ...refused, unanswered } : refused };
}
