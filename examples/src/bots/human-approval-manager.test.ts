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
