import type { FileMessage, TextMessage } from "@natter/protocol";
import type { ChatSnapshot } from "../state/snapshot.js";

export interface ShownOption {
  text: string;
  isChosen: boolean;
  /** False once the visitor has said anything after it, or the conversation is over. */
  isOpen: boolean;
}

/** A message's options, as the visitor's later messages leave them. */
export function readOptions(message: TextMessage | FileMessage, snapshot: ChatSnapshot): ShownOption[] {
  if (!message.options?.length) return [];
  const waiting = snapshot.unsent.filter((unsent) => unsent.failure === null);
  const later = snapshot.messages.filter(
    (other) => other.type !== "system" && other.senderId === snapshot.ownId && other.seq > message.seq,
  ) as TextMessage[];
  const answers = [...later, ...waiting];
  const chosen = answers.find((answer) => answer.quotedMessageId === message.id)?.text;
  const isOpen = answers.length === 0 && !snapshot.isEnded;
  return message.options.map(({ text }) => ({ text, isChosen: text === chosen, isOpen }));
}
