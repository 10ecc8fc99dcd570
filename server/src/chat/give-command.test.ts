import { type EffectInput, HeldPage, parse, ReviewedPage } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../store/store.js";
import { testDatabases } from "../testing/test-databases.js";
import { endConversation } from "./end-conversation.js";
import { giveCommand } from "./give-command.js";
import { listCommands } from "./list-commands.js";
import { listHeld } from "./list-held.js";
import { readAllMessages } from "./read-all-messages.js";
import { ManagedHouse, moderator } from "./testing/managed-house.js";

describe.each(testDatabases)("moderating on %s", (database) => {
  let house: ManagedHouse;
  beforeEach(async () => {
    house = await ManagedHouse.open({}, database);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  const list = (query: Partial<Parameters<typeof listCommands>[1]> = {}) =>
    listCommands(house.test.core, { limit: 200, ...query });

  it("is the same for a manager on its socket and for a person over REST [F55]", async () => {
    type Command = Exclude<EffectInput, { type: "send" }>;
    const all: ((messageId: string) => Command)[] = [
      (messageId) => ({ type: "approve", messageId }),
      (messageId) => ({ type: "reject", messageId, reason: "not so" }),
      (messageId) => ({ type: "rewrite", messageId, text: "better" }),
      (messageId) => ({ type: "redirect", messageId, to: ["calculator"], overrides: { text: "2" } }),
      (messageId) => ({ type: "redirect", messageId, to: ["nobody"] }),
      (messageId) => ({ type: "hold", messageId, timeoutMs: 1000, then: "reject" }),
    ];
    house.test.setTime(1_800_000_000_000);
    for (const commandOn of all) {
      const outcomes: unknown[] = [];
      for (const door of ["socket", "REST"]) {
        const draft = await house.draft("hi");
        const request = await house.heard("boss");
        const command = commandOn(draft.id);
        const act = () => (door === "socket" ? house.act("boss", request, command) : house.command(command));
        const answer = await act().then(
          ({ message, duplicate }) => ({
            text: "text" in message && message.text,
            isSeen: message.seq > 0,
            duplicate,
          }),
          ({ code, message }) => ({ code, message }),
        );
        await house.done("boss", request);
        const row = await house.test.store.moderation.message(draft.id);
        const redirected = await house.next("calculator");
        if (redirected) await house.done("calculator", redirected);
        const [record] = (await list({ message: draft.id })).commands;
        outcomes.push({
          answer,
          row: row && [row.approvalStatus, row.text, row.holdUntil, row.holdThen, row.version === row.seq],
          told: redirected && [
            redirected.payload.kind,
            redirected.payload.hops,
            "text" in redirected.payload.message && redirected.payload.message.text,
          ],
          record: record && [record.type, record.outcome, Object.keys(record.details)],
        });
      }
      expect(outcomes[1]).toEqual(outcomes[0]);
    }
    expect(await house.seen()).toEqual([
      ...["about hi", "hi"],
      ...["about hi", "hi"],
      ...["about hi", "about hi"],
      ...["about hi", "better"],
      ...["about hi", "better"],
      ...Array.from({ length: 6 }, () => "about hi"),
    ]);
  });

  it("happens once for one commandKey of one person [F54] [F55]", async () => {
    const draft = await house.draft("hi");
    const command = {
      type: "redirect",
      messageId: draft.id,
      to: ["echo"],
      commandKey: "one",
      overrides: { text: "x" },
    };
    const first = await house.command(command);
    const [again, parallel] = await Promise.all([house.command(command), house.command(command)]);
    expect(first.duplicate).toBe(false);
    expect(again).toEqual({ ...first, duplicate: true });
    expect(parallel).toEqual(again);
    expect((await house.requests("echo")).filter(({ messageId }) => messageId === draft.id)).toHaveLength(1);
    for (const other of [{ overrides: { text: "y" } }, { to: ["calculator"] }, { type: "approve" }]) {
      await expect(house.command({ ...command, ...other })).rejects.toMatchObject({ code: "conflict" });
    }
    const another = { ...moderator, keyId: "key-2" };
    const body = { ...command, type: "redirect" as const };
    expect((await giveCommand(house.test.core, another, body)).duplicate).toBe(false);
  });

  it("says something as a bot, once for one key [F52]", async () => {
    const send = {
      type: "send",
      commandKey: "hello",
      conversationId: house.id,
      onBehalfOf: "echo",
      text: "from a person",
      options: [{ text: "Tea" }],
      quotedMessageId: null,
      metadata: { a: 1 },
      approve: true,
      to: null,
    };
    const first = await house.command(send);
    expect(first.message).toMatchObject({ text: "from a person", options: [{ text: "Tea" }], localId: null });
    expect(await house.command(send)).toEqual({ ...first, duplicate: true });
    await expect(house.command({ ...send, text: "else" })).rejects.toMatchObject({ code: "conflict" });
    await expect(house.command({ ...send, commandKey: "b", onBehalfOf: "boss" })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await house.seen()).toEqual(["from a person"]);
    const [record] = (await list()).commands;
    expect(record).toMatchObject({
      type: "send",
      actor: { kind: "admin", id: "key-1" },
      details: { onBehalfOf: "echo" },
    });
    await endConversation(house.test.core, house.joined.actor, house.id);
    await expect(house.command({ ...send, commandKey: "late" })).rejects.toMatchObject({
      code: "conversation_ended",
    });
  });

  it("shows operators a whole conversation: what is held, what became of it, and who chose what [F19] [F44] [F52]", async () => {
    const waits = await house.draft("hi");
    const refused = await house.draft("no");
    await house.command({ type: "reject", messageId: refused.id, reason: "rude" });
    const offered = await house.command({
      type: "send",
      conversationId: house.id,
      onBehalfOf: "echo",
      text: "What?",
      options: [{ text: "Tea" }, { text: "Coffee" }],
      quotedMessageId: null,
      metadata: null,
      approve: true,
      to: null,
    });
    const told = {
      type: "send",
      conversationId: house.id,
      onBehalfOf: "echo",
      text: "psst",
      to: ["calculator"],
    };
    await house.command({ ...told, options: [], quotedMessageId: null, metadata: null, approve: false });
    const choice = await house.say("Coffee", offered.message.id);

    const page = await readAllMessages(house.test.core, house.id, { limit: 200 });
    expect(parse(ReviewedPage, page)).toEqual({ ok: true, value: page });
    const plain = { sentByManager: false, isForBots: false, hold: null, chosen: [] };
    expect(page.messages.filter(({ message }) => message.type === "system")).toHaveLength(5);
    expect(
      page.messages.flatMap(({ message, ...rest }) => ("text" in message ? [[message.text, rest]] : [])),
    ).toEqual([
      ["about hi", { ...plain, approval: "automatic" }],
      ["hi", { ...plain, approval: "held" }],
      ["about no", { ...plain, approval: "automatic" }],
      ["no", { ...plain, approval: "rejected" }],
      [
        "What?",
        {
          ...plain,
          approval: "approved",
          sentByManager: true,
          chosen: [{ option: 1, messageId: choice.id }],
        },
      ],
      ["psst", { ...plain, approval: "held", sentByManager: true, isForBots: true }],
      ["Coffee", { ...plain, approval: "automatic" }],
    ]);
    expect(page.messages.find(({ message }) => message.id === waits.id)?.message.seq).toBe(0);

    const walked: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const next = await readAllMessages(house.test.core, house.id, { cursor, limit: 5 });
      walked.push(...next.messages);
      cursor = next.nextCursor;
    }
    expect(walked).toEqual(page.messages);
    await expect(readAllMessages(house.test.core, "none", { limit: 1 })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("finds every command by conversation, message, actor, type and time, in pages [F54]", async () => {
    house.test.setTime(1_800_000_000_000);
    const draft = await house.draft("hi");
    house.test.advance(10);
    await house.act("boss", await house.heard("boss"), {
      type: "hold",
      messageId: draft.id,
      timeoutMs: 5,
      then: "reject",
    });
    house.test.advance(10);
    await house.command({ type: "approve", messageId: draft.id });
    const types = async (query: Parameters<typeof list>[0]) =>
      (await list(query)).commands.map(({ type }) => type);
    expect(await types({})).toEqual(["approve", "hold", "redirect"]);
    expect(await types({ conversation: house.id })).toHaveLength(3);
    expect(await types({ conversation: "none" })).toEqual([]);
    expect(await types({ message: draft.id })).toEqual(["approve", "hold"]);
    expect(await types({ actor: house.actor("boss").botId })).toEqual(["hold", "redirect"]);
    expect(await types({ actor: moderator.keyId, type: "approve" })).toEqual(["approve"]);
    expect(await types({ type: "reject" })).toEqual([]);
    expect(await types({ since: 1_800_000_000_010, until: 1_800_000_000_020 })).toEqual(["hold"]);
    const walked: string[] = [];
    let page = await list({ limit: 1 });
    for (; page.nextCursor !== null; page = await list({ limit: 1, cursor: page.nextCursor })) {
      walked.push(...page.commands.map(({ type }) => type));
      await house.command({ type: "approve", messageId: draft.id });
    }
    expect([...walked, page.commands[0]?.type]).toEqual(["approve", "hold", "redirect"]);
  });

  it("lists what waits for a decision, the oldest first, in pages [F248]", async () => {
    for (const text of ["a", "b", "c"]) {
      await house.draft(text);
      await house.done("boss", await house.heard("boss"));
    }
    const texts = async (query: Partial<Parameters<typeof listHeld>[1]> = {}) => {
      const page = await listHeld(house.test.core, { limit: 50, ...query });
      const [read] = [parse(HeldPage, page)];
      expect(read.ok && read.value).toEqual(page);
      return {
        texts: page.held.map(({ message }) => "text" in message && message.text),
        next: page.nextCursor,
      };
    };
    const first = await texts({ limit: 2 });
    expect(first.texts).toEqual(["a", "b"]);
    expect(await texts({ limit: 2, cursor: first.next ?? "" })).toEqual({ texts: ["c"], next: null });
    expect((await texts({ conversation: house.id })).texts).toHaveLength(3);
    expect((await texts({ conversation: "none" })).texts).toEqual([]);
    const [, b] = (await listHeld(house.test.core, { limit: 50 })).held;
    await house.command({ type: "reject", messageId: b?.message.id ?? "", reason: "no" });
    expect((await texts()).texts).toEqual(["a", "c"]);
    await endConversation(house.test.core, house.joined.actor, house.id);
    expect((await texts()).texts).toEqual([]);
  });

  it("stores a decision, its record and its deliveries together, or nothing of them [F46]", async () => {
    const draft = await house.draft("hi");
    const { store } = house.test;
    const { transact } = store;
    const before = { commands: await list(), requests: await house.requests(), seen: await house.seen() };
    const written: string[][] = [];
    // The database dies in the act: everything was decided, and nothing is committed.
    store.transact = (keys, decide) =>
      transact.call(store, keys, (snapshot) => {
        const changes = decide(snapshot);
        written.push(Object.entries(changes).flatMap(([name, rows]) => (rows.length > 0 ? [name] : [])));
        throw new StoreError("unavailable", "the database is gone");
      });
    const commands = [
      { type: "approve", messageId: draft.id },
      { type: "redirect", messageId: draft.id, to: ["echo", "calculator"] },
    ];
    for (const command of commands) await expect(house.command(command)).rejects.toThrow();
    store.transact = transact;
    // Each was one transaction, with all of it.
    expect(written).toEqual([
      ["changedConversations", "changedMessages", "newCommands"],
      ["newRequests", "newCommands"],
    ]);
    expect(await list()).toEqual(before.commands);
    expect(await house.requests()).toEqual(before.requests);
    expect(await house.seen()).toEqual(before.seen);
    for (const command of commands) await house.command(command);
    expect((await list()).commands).toHaveLength(before.commands.commands.length + 2);
    expect(await house.seen()).toEqual(["about hi", "hi"]);
  });

  it("stores nothing of a command whose record cannot be stored [F46]", async () => {
    const draft = await house.draft("hi");
    await house.command({
      type: "hold",
      messageId: draft.id,
      timeoutMs: 5,
      then: "reject",
      commandKey: "taken",
    });
    const { store } = house.test;
    const { transact } = store;
    // As if another node had taken the key in the same moment.
    store.transact = (keys, decide) =>
      transact.call(store, keys, (snapshot) => decide({ ...snapshot, commands: [] }));
    const approve = { type: "approve", messageId: draft.id, commandKey: "taken" };
    await expect(house.command(approve)).rejects.toThrow();
    store.transact = transact;
    expect(await house.seen()).toEqual(["about hi"]);
    expect((await list({ message: draft.id })).commands.map(({ type }) => type)).toEqual(["hold"]);
  });
});
