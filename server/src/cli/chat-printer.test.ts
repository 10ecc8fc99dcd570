import { expect, test } from "vitest";
import { ChatPrinter, type Said } from "./chat-printer.js";

const message = (id: string, text: string, more: object = {}): Said => ({
  type: "text",
  id,
  conversationId: "c",
  seq: 1,
  version: 1,
  sentAt: 0,
  editedAt: null,
  deletedAt: null,
  localId: null,
  quotedMessageId: null,
  metadata: null,
  senderId: `bot of ${id}`,
  text,
  options: [],
  ...more,
});
const streaming = { isStreaming: true };

function printer() {
  const written: string[] = [];
  const to = new ChatPrinter({
    out: (text) => void written.push(text),
    isJson: false,
    nameOf: (id) => id,
  });
  return { to, text: () => written.join("") };
}

test("a message that grows is one line, whichever of its pieces and checkpoints come, or come twice [F66]", () => {
  const { to, text } = printer();
  to.said(message("a", "one ", streaming));
  to.grew({ messageId: "a", from: 4, text: "two " });
  to.said(message("a", "one two ", streaming));
  to.grew({ messageId: "a", from: 4, text: "two three" });
  to.grew({ messageId: "b", from: 0, text: "of nobody" });
  to.said(message("a", "one two three.", { options: [{ text: "Yes" }] }));
  expect(text()).toBe("bot of a: one two three.\n  1) Yes\n");
});

test("what comes in between, is written anew or broken off stands on lines of its own [F66]", () => {
  const { to, text } = printer();
  to.said(message("a", "one ", streaming));
  to.said(message("b", "Me too."));
  to.grew({ messageId: "a", from: 4, text: "two" });
  to.said(message("a", "uno ", streaming));
  to.said(message("a", "eins ", streaming));
  to.said(message("a", "eins zwei", { isInterrupted: true }));
  expect(text()).toBe(
    "bot of a: one \nbot of b: Me too.\nbot of a: uno \nbot of a: eins zwei (interrupted)\n",
  );
});
