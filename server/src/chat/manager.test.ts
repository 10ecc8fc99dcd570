import type { EffectInput } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decideOverdue } from "../requests/decide-overdue.js";
import { openTestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import { createConversation } from "./create-conversation.js";
import { endConversation } from "./end-conversation.js";
import { listBots } from "./list-bots.js";
import { listHeld } from "./list-held.js";
import { ManagedHouse } from "./testing/managed-house.js";

describe.each(testDatabases)("a manager on %s", (database) => {
  let house: ManagedHouse;
  beforeEach(async () => {
    house = await ManagedHouse.open({}, database);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("joins by itself, after the bots, and can be neither listed nor picked [F28] [F5]", async () => {
    const { core } = house.test;
    expect(house.joined.participants.map(({ nickname, isManager }) => [nickname, isManager])).toEqual([
      ["echo", undefined],
      ["calculator", undefined],
      ["boss", true],
      ["Ann", undefined],
    ]);
    expect((await listBots(core)).map(({ name }) => name)).toEqual(["calculator", "echo"]);
    const start = { nickname: "", name: null, bots: ["boss"], metadata: null };
    await expect(createConversation(core, null, start)).rejects.toMatchObject({ code: "invalid" });
  });

  it("is the only bot that hears a person, whom people see at once; it is told who else is there [F43] [F38]", async () => {
    const said = await house.say("hello");
    expect(said.seq).toBeGreaterThan(0);
    expect(await house.seen()).toEqual(["hello"]);
    const { payload } = await house.heard("boss");
    expect(payload).toMatchObject({
      kind: "human",
      hops: 0,
      message: { id: said.id },
      sender: { kind: "human" },
    });
    expect(payload.bots.map(({ botName }) => botName)).toEqual(["echo", "calculator"]);
    expect(await house.next("echo")).toBeNull();
    expect(await house.next("calculator")).toBeNull();
  });

  it("leaves system messages to everybody who listens to them, bots included [F57]", async () => {
    const heard = (await house.requests("calculator")).map(({ request }) => request);
    expect(heard.length).toBeGreaterThan(0);
    for (const { kind, message } of heard) expect([kind, message.type]).toEqual(["system", "system"]);
  });

  it("alone sees what a bot wants to say; the bot gets its acknowledgement [F44] [F33]", async () => {
    const draft = await house.draft("hi");
    expect(draft).toMatchObject({ text: "hi", seq: 0, version: 0, localId: expect.stringContaining(":0") });
    expect(await house.seen()).toEqual(["about hi"]);
    expect(await house.next("calculator")).toBeNull();
    expect(await house.kinds("calculator")).toEqual([]);
    const { payload } = await house.heard("boss");
    expect(payload).toMatchObject({
      kind: "draft",
      message: { id: draft.id, text: "hi" },
      sender: { botName: "echo" },
    });
    expect(payload.bots.map(({ botName }) => botName)).toEqual(["echo", "calculator"]);
    expect((await house.requests("echo")).at(-1)?.request.bots).toEqual([]);
  });

  it("approves once; the second time nothing changes [F45]", async () => {
    const draft = await house.draft("hi");
    const request = await house.heard("boss");
    const first = await house.act("boss", request, { type: "approve", messageId: draft.id });
    expect(first).toMatchObject({ duplicate: false, message: { text: "hi" } });
    const again = await house.act("boss", request, { type: "approve", messageId: draft.id }, 1);
    expect(again.message).toEqual(first.message);
    expect(await house.seen()).toEqual(["about hi", "hi"]);
    const feeds = house.test.published.flatMap(({ feeds }) => feeds).flatMap(({ messages }) => messages);
    expect(feeds.filter(({ id }) => id === draft.id)).toHaveLength(1);
    expect(feeds.find(({ id }) => id === draft.id)?.approvalStatus).toBe(2);
    expect((await house.commands()).map(({ type, outcome }) => [type, outcome])).toEqual([
      ["redirect", "done"],
      ["approve", "done"],
      ["approve", "unchanged"],
    ]);
  });

  it("approves in the order of its decisions, without a gap [F45]", async () => {
    const first = await house.draft("one");
    const one = await house.heard("boss");
    await house.done("boss", one);
    const second = await house.draft("two");
    await house.command({ type: "approve", messageId: second.id });
    await house.command({ type: "approve", messageId: first.id });
    expect(await house.seen()).toEqual(["about one", "about two", "two", "one"]);
    const page = await house.test.store.feed.messagesBefore(house.id, 1e9, 100);
    expect(page?.messages.map(({ seq }) => seq)).toEqual(page?.messages.map((_, index) => index + 1));
  });

  it("rejects with a reason, and that stays [F58] [F208]", async () => {
    const draft = await house.draft("rude");
    const request = await house.heard("boss");
    const reject: EffectInput = { type: "reject", messageId: draft.id, reason: "not so" };
    expect((await house.act("boss", request, reject)).duplicate).toBe(false);
    expect((await house.act("boss", request, reject)).duplicate).toBe(true);
    for (const type of ["approve", "hold", "rewrite"]) {
      const more = { timeoutMs: 5, then: "approve", text: "better" };
      await expect(house.command({ type, messageId: draft.id, ...more })).rejects.toMatchObject({
        code: "conflict",
      });
    }
    expect(await house.seen()).toEqual(["about rude"]);
    expect((await house.commands()).at(-1)).toMatchObject({
      actor: { kind: "bot", id: house.actor("boss").botId },
      type: "reject",
      messageId: draft.id,
      conversationId: house.id,
      details: { reason: "not so" },
      outcome: "done",
    });
    expect((await house.commands()).filter(({ type }) => type === "reject")).toHaveLength(1);
  });

  it("publishes a draft with other words; the record keeps the bot's own [F208]", async () => {
    const draft = await house.draft("rude");
    await house.act("boss", await house.heard("boss"), {
      type: "rewrite",
      messageId: draft.id,
      text: "kind",
    });
    expect(await house.seen()).toEqual(["about rude", "kind"]);
    expect((await house.commands()).at(-1)?.details).toEqual({ text: "kind", previousText: "rude" });
    await expect(
      house.command({ type: "reject", messageId: draft.id, reason: "late" }),
    ).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is the only one who may: another bot is refused and nothing is stored [F53]", async () => {
    const draft = await house.draft("hi");
    await house.command({ type: "redirect", messageId: draft.id, to: ["calculator"] });
    const request = await house.heard("calculator");
    const before = await house.commands();
    const tried: EffectInput[] = [
      { type: "approve", messageId: draft.id },
      { type: "reject", messageId: draft.id, reason: "x" },
      { type: "rewrite", messageId: draft.id, text: "x" },
      { type: "redirect", messageId: draft.id, to: ["echo"] },
      { type: "hold", messageId: draft.id, timeoutMs: 1, then: "approve" },
      { type: "send", text: "x", approve: true },
      { type: "send", text: "x", to: ["echo"] },
      { type: "send", text: "x", onBehalfOf: "echo" },
    ];
    for (const effect of tried)
      await expect(house.act("calculator", request, effect)).rejects.toMatchObject({ code: "forbidden" });
    expect(await house.commands()).toEqual(before);
    expect(await house.seen()).toEqual(["about hi"]);
    // Its place in the order of effects is still free.
    expect((await house.act("calculator", request, { type: "send", text: "mine" })).message.seq).toBe(0);
  });

  it("decides on nothing in other conversations, and on nothing that happened [F53]", async () => {
    const draft = await house.draft("hi");
    const start = { nickname: "", name: null, bots: ["echo"], metadata: null };
    const other = await createConversation(house.test.core, null, start);
    const elsewhere = (await house.test.store.feed.messagesBefore(other.conversation.id, 9, 1))?.messages[0];
    const request = await house.heard("boss");
    await expect(
      house.act("boss", request, { type: "approve", messageId: elsewhere?.id ?? "" }),
    ).rejects.toMatchObject({ code: "not_found" });
    const event = (await house.test.store.feed.messagesBefore(house.id, 2, 1))?.messages[0];
    await expect(
      house.act("boss", request, { type: "redirect", messageId: event?.id ?? "", to: ["echo"] }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(draft.seq).toBe(0);
  });

  it("holds a draft until its policy decides, with nobody alive [F58] [F208]", async () => {
    house.test.setTime(1_800_000_000_000);
    const late = await house.draft("late");
    const request = await house.heard("boss");
    await house.act("boss", request, {
      type: "hold",
      messageId: late.id,
      timeoutMs: 60_000,
      then: "approve",
    });
    await house.done("boss", request);
    const bad = await house.draft("bad");
    await house.command({ type: "hold", messageId: bad.id, timeoutMs: 1000, then: "approve" });
    await house.command({ type: "hold", messageId: bad.id, timeoutMs: 60_000, then: "reject" });
    house.test.advance(59_000);
    await decideOverdue(house.test.core);
    expect((await listHeld(house.test.core, { limit: 9 })).held.map(({ hold }) => hold?.then)).toEqual([
      "approve",
      "reject",
    ]);
    house.test.advance(1100);
    await Promise.all([decideOverdue(house.test.core), decideOverdue(house.test.core)]);
    expect(await house.seen()).toEqual(["about late", "about bad", "late"]);
    const policies = (await house.commands()).filter(({ actor }) => actor.kind === "policy");
    expect(
      policies.map(({ type, messageId, actor, outcome }) => [type, messageId, actor.id, outcome]).sort(),
    ).toEqual([
      ["approve", late.id, null, "done"],
      ["reject", bad.id, null, "done"],
    ]);
    expect((await listHeld(house.test.core, { limit: 9 })).held).toEqual([]);
  });

  it("decides on nothing once the conversation has ended, and its policies reject [F58]", async () => {
    const draft = await house.draft("late");
    const other = { type: "hold", messageId: draft.id, timeoutMs: 1000, then: "approve" };
    await house.command(other);
    await endConversation(house.test.core, house.joined.actor, house.id);
    for (const type of ["approve", "rewrite", "redirect", "hold"]) {
      const command = { ...other, type, text: "x", to: ["echo"] };
      await expect(house.command(command)).rejects.toMatchObject({ code: "conversation_ended" });
    }
    house.test.advance(1100);
    await decideOverdue(house.test.core);
    expect((await house.test.store.moderation.message(draft.id))?.approvalStatus).toBe(3);
    expect(await house.seen()).toEqual(["about late"]);
  });

  it("is not there in conversations that began without one, nor once it has gone [F56]", async () => {
    const { core, store } = house.test;
    await store.bots.remove(house.actor("boss").botId, 5);
    await house.say("free");
    const request = await house.heard("echo");
    expect(request.payload).toMatchObject({ kind: "message", hops: 0, bots: [] });
    expect((await house.act("echo", request, { type: "send", text: "at once" })).message.seq).toBeGreaterThan(
      0,
    );
    expect(await house.seen()).toEqual(["free", "at once"]);
    const start = { nickname: "", name: null, bots: ["echo"], metadata: null };
    const { participants } = await createConversation(core, null, start);
    expect(participants.map(({ nickname }) => nickname)[0]).toBe("echo");
    expect(participants).toHaveLength(2);
  });
});

it("a server without a manager is as it was: what bots say is approved by itself [F56]", async () => {
  await using test = await openTestCore();
  await test.addBot("echo");
  const start = { nickname: "", name: null, bots: ["echo"], metadata: null };
  const { participants } = await createConversation(test.core, null, start);
  expect(participants.some(({ isManager }) => isManager)).toBe(false);
});
