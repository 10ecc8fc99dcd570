import type { Line } from "./connect.js";
import { type Load, type Measured, Measurement } from "./measurement.js";
import { Sender } from "./sender.js";

/** Every line has one question open: from sending it to seeing the bot's reply in the feed. */
export async function replyLoop(lines: Line[], serverPid: number, load: Load): Promise<Measured> {
  const measurement = new Measurement();
  const sender = new Sender(load.textChars);
  let isRunning = true;
  const rest = lines.map(
    (line) =>
      new Promise<void>((resolve) => {
        let askedAt = 0;
        const ask = () => {
          askedAt = performance.now();
          sender.send(line, (isAcknowledged) => {
            if (!isAcknowledged) setTimeout(isRunning ? ask : resolve, 20);
          });
        };
        line.onChange = (message) => {
          if (message.senderId === null || message.senderId === line.participantId) return;
          measurement.acknowledged(performance.now() - askedAt);
          if (isRunning) ask();
          else resolve();
        };
        ask();
      }),
  );
  const measured = await measurement.run(load, serverPid, lines);
  isRunning = false;
  await Promise.race([Promise.all(rest), new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  for (const line of lines) line.onChange = null;
  return { ...measured, refused: Object.fromEntries(sender.refused) };
}
