import { afterAll, beforeAll, expect, test } from "vitest";
import { overhear } from "../testing/overhear.js";
import { openStage, type Stage } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a reply grows as it is written, is announced when it is whole, and a button stops it [F206] [F225]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.calls.some(({ name }) => name === "history.read"));
  const heard = await overhear(page);
  const { chat } = server;
  const message = chat.say("Roses", { isStreaming: true });
  const text = page.locator(".other .text");
  await text.waitFor();
  const grown = "Roses are <b>red</b>,\nviolets are blue.";
  chat.tell("delta", { messageId: message.id, from: 5, text: grown.slice(5, 20) });
  chat.tell("delta", { messageId: message.id, from: 20, text: grown.slice(20) });
  await page.getByText("violets are blue.").waitFor();
  expect(await text.textContent()).toBe(grown);
  expect(await heard()).toEqual([]);
  await page.getByRole("button", { name: "Stop writing" }).click();
  await server.until(() => server.calls.some(({ name }) => name === "reply.stop"));
  expect(server.calls.find(({ name }) => name === "reply.stop")?.input).toEqual({ messageId: message.id });
  const { isStreaming, ...finished } = message;
  chat.change({ ...finished, text: grown });
  await page.getByRole("button", { name: "Stop writing" }).waitFor({ state: "detached" });
  await expect.poll(heard).toEqual([expect.stringContaining("violets are blue.")]);
  expect(await text.textContent()).toBe(grown);
  chat.say("Half a", { isInterrupted: true });
  await page.getByText("Interrupted").waitFor();
});
