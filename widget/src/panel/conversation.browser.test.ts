import { afterAll, beforeAll, expect, test } from "vitest";
import { endMotion } from "../testing/end-motion.js";
import { overhear } from "../testing/overhear.js";
import { openStage, type Stage, type Visit, type VisitOptions } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** An open panel whose newest page has been read. */
async function opened(options?: VisitOptions): Promise<Visit> {
  const visit = await stage.visit(options);
  await visit.page.locator(".launcher").click();
  await visit.page.locator("textarea").waitFor();
  await visit.server.until(() => visit.server.calls.some(({ name }) => name === "history.read"));
  return visit;
}

const write = async ({ page }: Visit, text: string) => {
  await page.locator("textarea").fill(text);
  await page.locator("textarea").press("Enter");
};

test("Enter sends, Shift+Enter breaks the line, and an IME keeps its Enter [F75]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  await page.locator("textarea").pressSequentially("One");
  await page.keyboard.press("Shift+Enter");
  await page.locator("textarea").pressSequentially("two");
  await page.locator("textarea").dispatchEvent("keydown", { key: "Enter", isComposing: true });
  expect(await page.locator("textarea").inputValue()).toBe("One\ntwo");
  await page.keyboard.press("Enter");
  await page.locator(".own.sent").waitFor();
  expect(await page.locator(".own .text").allInnerTexts()).toEqual(["One\ntwo"]);
  expect(server.chat.messages.at(-1)).toMatchObject({ text: "One\ntwo" });
  expect(await page.locator("textarea").inputValue()).toBe("");
});

test("blank text is not sent, and one past the limit is told how far", async () => {
  await using visit = await opened();
  const { page } = visit;
  await write(visit, "  \n ");
  expect(await page.locator(".own").count()).toBe(0);
  await page.locator("textarea").fill("x".repeat(9_990));
  await page.getByText("10 characters left").waitFor();
  await page.locator("textarea").fill("x".repeat(10_001));
  await page.getByText("1 character too long").waitFor();
  expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
});

test("an option sends its text quoting its message; then it is marked and all are closed [F81]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  const question = server.chat.say("Which one?", { options: [{ text: "Red" }, { text: "Blue" }] });
  await page.getByRole("button", { name: "Blue" }).click();
  await page.locator(".own.sent").waitFor();
  expect(server.chat.messages.at(-1)).toMatchObject({ text: "Blue", quotedMessageId: question.id });
  expect(await page.locator(".option:disabled").allInnerTexts()).toEqual([
    "Red",
    expect.stringContaining("Blue"),
  ]);
  expect(
    await page.getByRole("group", { name: "Answers" }).getByRole("button", { name: "Blue, chosen" }).count(),
  ).toBe(1);
  await page.locator("textarea:focus").waitFor();
});

test("a refused text offers to be sent again or deleted [F71] [F111]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  server.chat.failures.push("invalid", "invalid");
  await write(visit, "First");
  await page.getByText("Not sent").waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  await server.until(() => server.chat.received.length === 2);
  await page.getByText("Not sent").waitFor();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.locator(".own.sent").waitFor();
  server.chat.failures.push("too_large");
  await write(visit, "Second");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Not sent").waitFor({ state: "detached" });
  expect(await page.locator(".own .text").allInnerTexts()).toEqual(["First"]);
});

test("typing shows until the message comes [F89] [F110]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  server.chat.tell("typing", { participantId: server.chat.firstBot.id, isTyping: true });
  await page.getByText("Echo is typing").waitFor();
  server.chat.say("Done");
  await page.getByText("Echo is typing").waitFor({ state: "detached" });
});

test("links are safe anchors, line breaks are kept, and markup is text [F79] [F114]", async () => {
  await using visit = await opened();
  const { page, server, errors } = visit;
  const hostile = '<img src=x onerror="alert(1)"> javascript:alert(1)\nhttps://example.com/a.';
  server.chat.say(hostile);
  const bubble = page.locator(".other .text");
  await bubble.waitFor();
  expect(await bubble.allInnerTexts()).toEqual([hostile]);
  expect(await bubble.locator("img").count()).toBe(0);
  const link = bubble.getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://example.com/a");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(await link.getAttribute("target")).toBe("_blank");
  expect(errors).toEqual([]);
});

test("prompts are offered until the visitor speaks [F108]", async () => {
  await using visit = await opened({ tag: 'data-bot="echo" data-prompts="What now?|And then?"' });
  const { page, server } = visit;
  await page.getByText("Hi there! How can we help?").waitFor();
  await page.getByRole("button", { name: "And then?" }).click();
  await page.locator(".own.sent").waitFor();
  expect(server.chat.messages.at(-1)).toMatchObject({ text: "And then?" });
  expect(await page.locator(".prompt, .greeting").count()).toBe(0);
});

test("a reader at the bottom follows; another keeps the place and is told of news [F84]", async () => {
  await using visit = await opened({
    onCreate: (chat) => {
      for (let line = 1; line <= 30; line++) chat.say(`Line ${line}`);
    },
  });
  const { page, server } = visit;
  const log = page.locator(".log");
  const fromBottom = () => log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  await page.getByText("Line 30").waitFor();
  server.chat.say("Followed");
  await page.getByText("Followed", { exact: true }).waitFor();
  expect(await fromBottom()).toBeLessThan(2);
  await log.evaluate((log) => log.scrollTo(0, 300));
  await page.getByRole("button", { name: "Go to the newest message" }).waitFor();
  server.chat.say("Unseen");
  await page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(await log.evaluate((log) => log.scrollTop)).toBe(300);
  await page.getByRole("button", { name: "1 new message" }).click();
  await page.locator(".jump").waitFor({ state: "detached" });
  expect(await fromBottom()).toBeLessThan(2);
});

test("older pages load on the way up without a jump [F74] [F232]", async () => {
  await using visit = await opened({
    onCreate: (chat) => {
      for (let line = 1; line <= 180; line++) chat.say(`Line ${line}`);
    },
  });
  const { page, server } = visit;
  await page.getByText("Line 180").waitFor();
  const pagesRead = () =>
    server.calls.filter(({ name, input }) => name === "history.read" && (input as { before?: number }).before)
      .length;
  expect(pagesRead()).toBe(0);
  await endMotion(page);
  const row = page.getByText("Line 135", { exact: true });
  await row.evaluate((row) => row.scrollIntoView({ block: "start" }));
  const before = (await row.boundingBox())?.y;
  await page.getByText("Line 100", { exact: true }).waitFor();
  // Offsets are whole pixels.
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (before ?? 0))).toBeLessThan(1.5);
  const rows = page.locator(".other .text");
  for (const count of [150, 180]) {
    await page.locator(".log").evaluate((log) => log.scrollTo(0, 0));
    await expect.poll(() => rows.count()).toBe(count);
  }
  expect(pagesRead()).toBe(3);
});

test("the end takes the composer away and offers another chat [F83] [F109]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  server.chat.end();
  await page.locator(".system").getByText("The chat has ended").waitFor();
  expect(await page.locator("textarea").count()).toBe(0);
  await page.getByRole("button", { name: "Start a new chat" }).click();
  await page.locator("textarea").waitFor();
  await server.until(() => server.created.length === 2 && server.connections === 1);
  expect(await page.locator(".system").getByText("The chat has ended").count()).toBe(0);
});

test("an edited message says so, and a deleted one leaves a tombstone [F232]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  const { chat } = server;
  const log = page.locator(".log");
  const first = chat.say("Frist");
  await log.getByText("Frist", { exact: true }).waitFor();
  chat.change({ ...first, text: "First", editedAt: first.sentAt });
  await log.getByText("First", { exact: true }).waitFor();
  await log.getByText("Edited").waitFor();
  chat.change({ ...first, text: "", deletedAt: first.sentAt });
  await log.getByText("This message was deleted").waitFor();
  expect(await log.getByText("First", { exact: true }).count()).toBe(0);
});

test("events of a newer server are ignored, and nothing breaks [F83] [F237]", async () => {
  await using visit = await opened();
  const { page, server, errors } = visit;
  server.chat.system({ type: "moon-landed" });
  server.chat.tell("aurora" as never, { bright: true });
  server.chat.say("Still here", { senderId: "stranger" });
  await page.getByText("Still here", { exact: true }).waitFor();
  expect(await page.locator(".system").allInnerTexts()).toEqual(["Chat started"]);
  expect(errors).toEqual([]);
});

test("the full date shows on hover and by keyboard [F82]", async () => {
  await using visit = await opened();
  const { page, server } = visit;
  server.chat.say("One");
  await page.getByText("One", { exact: true }).waitFor();
  await page.locator(".log").focus();
  await page.keyboard.press("ArrowUp");
  const tip = page.locator(".stamp:focus .tip");
  expect(await tip.textContent()).toMatch(/^Friday,? 20 November 2026 at 09:30$/u);
  await expect.poll(() => tip.evaluate((tip) => getComputedStyle(tip).opacity)).toBe("1");
});

test("a screen reader hears finished messages of others, and no others [F87] [F224]", async () => {
  await using visit = await opened({ onCreate: (chat) => chat.say("Old news") });
  const { page, server } = visit;
  await page.locator(".other .text").getByText("Old news").waitFor();
  const heard = await overhear(page);
  await write(visit, "Mine");
  await page.locator(".own.sent").waitFor();
  server.chat.say("Fresh");
  await expect.poll(heard).toEqual(["Echo: Fresh"]);
  expect(await page.getByRole("log", { name: "Messages" }).getAttribute("aria-live")).toBe("off");
});
