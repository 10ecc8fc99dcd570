import { limits, type Message } from "@natter/protocol";

/** From the first (or the last) of these messages on, as many as fit one page; at least one of them. */
export function fitPage(messages: readonly Message[], from: "first" | "last"): Message[] {
  if (isSurelySmall(messages)) return [...messages];
  const order = from === "first" ? messages : messages.toReversed();
  let bytes = 0;
  const end = order.findIndex((message, index) => {
    bytes += Buffer.byteLength(JSON.stringify(message));
    return index > 0 && bytes > limits.feedPageMaxBytes;
  });
  const fitting = end < 0 ? [...order] : order.slice(0, end);
  return from === "first" ? fitting : fitting.reverse();
}

// What no message exceeds beside its texts, with names, ids and numbers; and its metadata or file.
const frameBytes = 2000;
const extraBytes = 12_000;
// A control character is written `\\u0001`, and no character needs more.
const bytesPerChar = 6;

/** Most pages are small, and weighing would cost as much as sending them. */
function isSurelySmall(messages: readonly Message[]): boolean {
  let bytes = 0;
  for (const message of messages) {
    bytes += frameBytes;
    if (message.metadata !== null || "file" in message) bytes += extraBytes;
    if (message.type === "system") continue;
    bytes += message.text.length * bytesPerChar;
    for (const { text } of message.options) bytes += (text.length + 20) * bytesPerChar;
  }
  return bytes <= limits.feedPageMaxBytes;
}
