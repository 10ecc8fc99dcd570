import { setTimeout as wait } from "node:timers/promises";
import type { TextMessage } from "@natter/protocol";
import { expect } from "vitest";
import type { Conversation } from "./house.js";

export const patient = { requestTimeoutMs: 60_000 };

/** What was said, in order, once there is so much of it. */
export async function said(conversation: Conversation, count: number): Promise<TextMessage[]> {
  let texts: TextMessage[] = [];
  const read = async () => {
    texts = (await conversation.thread()).filter((message) => message.type === "text");
    return texts.length;
  };
  await expect.poll(read, { interval: 20 }).toBeGreaterThanOrEqual(count);
  // What must not come has had its chance.
  await wait(100);
  await read();
  return texts;
}

export const textsOf = (messages: readonly TextMessage[]) => messages.map(({ text }) => text);
