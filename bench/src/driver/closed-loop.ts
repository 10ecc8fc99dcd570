import type { Line } from "./connect.js";
import { type Load, type Measured, Measurement } from "./measurement.js";
import { Sender } from "./sender.js";

/** A server that refuses is not asked again at once: spinning on refusals would measure the refusals. */
const refusedPauseMs = 20;

/** Every line keeps `window` messages unanswered: what the server can do when it is never waited for. */
export async function closedLoop(
  lines: Line[],
  serverPid: number,
  load: Load & { window: number },
): Promise<Measured> {
  const measurement = new Measurement();
  const sender = new Sender(load.textChars);
  let isRunning = true;
  let unanswered = 0;
  let drained = () => {};
  const refill = (line: Line) => {
    if (!isRunning) return;
    const sentAt = performance.now();
    unanswered += 1;
    sender.send(line, (isAcknowledged) => {
      unanswered -= 1;
      if (isAcknowledged) measurement.acknowledged(performance.now() - sentAt);
      if (!isRunning) return unanswered === 0 ? drained() : undefined;
      if (isAcknowledged) refill(line);
      else setTimeout(refill, refusedPauseMs, line);
    });
  };
  for (const line of lines) for (let n = 0; n < load.window; n += 1) refill(line);
  const measured = await measurement.run(load, serverPid, lines);
  isRunning = false;
  if (unanswered > 0) await new Promise<void>((resolve) => (drained = resolve));
  return { ...measured, refused: Object.fromEntries(sender.refused) };
}
