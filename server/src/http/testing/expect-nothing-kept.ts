import { expect } from "vitest";
import type { TestApp } from "./test-app.js";

/** Nothing may be left of a refused upload: no blob, no half of one, no message. */
export async function expectNothingKept(app: TestApp, messages = 0): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of app.test.core.blobs.list()) keys.push(key);
  expect(keys).toHaveLength(messages);
  const fileMessages = app.test.published
    .flatMap(({ feeds }) => feeds.flatMap((feed) => feed.messages))
    .filter(({ type }) => type !== "system");
  expect(fileMessages).toHaveLength(messages);
}
