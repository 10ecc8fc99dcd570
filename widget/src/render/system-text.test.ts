import { expect, test } from "vitest";
import { en } from "../i18n/en.js";
import { systemText } from "./system-text.js";
import type { View } from "./view.js";

const view = {
  texts: en,
  snapshot: {
    ownId: "me",
    participants: [
      { id: "bot", nickname: "Echo" },
      { id: "boss", nickname: "Boss", isManager: true },
    ],
  },
} as unknown as View;
const say = (event: object) => systemText(view, { event } as never);

test("system lines speak of others by name and to the visitor as you [F83]", () => {
  expect(say({ type: "conversation-created" })).toBe("Chat started");
  expect(say({ type: "participant-joined", participantId: "bot", nickname: "Echo" })).toBe("Echo joined");
  expect(say({ type: "participant-joined", participantId: "me", nickname: "Ana" })).toBe("You joined");
  expect(say({ type: "participant-left", participantId: "bot", nickname: "Echo" })).toBe("Echo left");
  expect(say({ type: "participant-left", participantId: "me", nickname: "Ana" })).toBe("You left");
  const renamed = { type: "participant-renamed", nickname: "New", previousNickname: "Old" };
  expect(say({ ...renamed, participantId: "bot" })).toBe("Old is now called New");
  expect(say({ ...renamed, participantId: "me" })).toBe("You are now called New");
  expect(say({ type: "conversation-ended", participantId: null })).toBe("The chat has ended");
  expect(say({ type: "conversation-ended", participantId: "bot" })).toBe("Echo ended the chat");
  expect(say({ type: "conversation-ended", participantId: "nobody" })).toBe("Someone ended the chat");
  expect(say({ type: "conversation-ended", participantId: "me" })).toBe("You ended the chat");
});

test("a manager comes and goes unsaid [F28]", () => {
  for (const type of ["participant-joined", "participant-left"])
    expect(say({ type, participantId: "boss", nickname: "Boss" })).toBe("");
  expect(
    say({ type: "participant-renamed", participantId: "boss", nickname: "A", previousNickname: "B" }),
  ).toBe("");
  expect(say({ type: "conversation-ended", participantId: "boss" })).toBe("Boss ended the chat");
});

test("an event that a newer server invented says nothing [F83] [F237]", () => {
  expect(say({ type: "moon-landed", who: "me" })).toBe("");
});
