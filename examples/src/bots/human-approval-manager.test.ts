import { talk } from "@natter/bot/testing";
import { expect, it } from "vitest";
import { createEchoBot } from "./echo-bot.fixture.js";
import { createHumanApprovalManager } from "./human-approval-manager.js";

it("shows nothing that nobody has approved, not even when the time is over [F58] [F59] [F208]", async () => {
  const manager = () => createHumanApprovalManager(60_000);
  await using chat = await talk({ manager, bots: { echo: createEchoBot } });
  await chat.user.says("hi");
  await chat.expectSilence();
  await chat.advance(120_000);
  await chat.expectSilence();
  expect((await chat.transcript()).map(({ text }) => text)).toEqual(["hi"]);
  expect(await chat.failures()).toEqual([]);
});

it("shows what a person has approved or put into other words, and nothing else [F58] [F59] [F208]", async () => {
  const manager = () => createHumanApprovalManager(60_000);
  await using chat = await talk({ manager, bots: { echo: createEchoBot } });
  for (const text of ["one", "two", "three"]) await chat.user.says(text);
  await chat.expectSilence();
  await chat.moderator.rewrites("You said: two", "Two it is.");
  await chat.moderator.rejects("You said: three", "rude");
  await chat.moderator.approves("You said: one");
  await chat.expect("Two it is.");
  await chat.expect("You said: one");
  await chat.advance(120_000);
  await chat.expectSilence();
});
