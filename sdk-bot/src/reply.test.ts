import { expect, it } from "vitest";
import { Conversation } from "./conversation.js";
import { type Reply, sendEffect } from "./reply.js";

it.each([
  [42, "the text of a reply is a number. Write it like"],
  [undefined, "is undefined. Write"],
  [{ text: null }, "is null. Write"],
  [{}, "is an object. Write"],
  [["a", "b"], "is a list. Write"],
  [Promise.resolve("hi"), "is a promise. Await it first"],
  [{ text: Promise.resolve("hi") }, "is a promise. Await it first"],
])("a reply with %j for its text is told what it is [F67]", (content, message) => {
  // As a program in JavaScript calls it.
  expect(() => sendEffect(content as Reply, {})).toThrow(message);
});

it("a reply is a text, or an object with one, with what goes along [F65]", () => {
  expect(sendEffect("hi", { options: ["Yes"] })).toEqual({
    type: "send",
    text: "hi",
    options: [{ text: "Yes" }],
  });
  expect(sendEffect({ text: "hi", metadata: { a: 1 } }, {})).toEqual({
    type: "send",
    text: "hi",
    metadata: { a: 1 },
  });
});

it("what a bot says of its own accord needs a key, and is told so [F216]", async () => {
  const conversation = new Conversation("c-1", () => {
    throw new Error("nothing may be called");
  });
  await expect(conversation.send("hi", undefined as never)).rejects.toThrow(
    "send was called without a key. Name what is said, like",
  );
});
