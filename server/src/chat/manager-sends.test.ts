import type { EffectInput } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testDatabases } from "../testing/test-databases.js";
import { listHeld } from "./list-held.js";
import { ManagedHouse } from "./testing/managed-house.js";

describe.each(testDatabases)("what a manager sends on %s", (database) => {
  let house: ManagedHouse;
  beforeEach(async () => {
    house = await ManagedHouse.open({}, database);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("redirects a person's message, with other words, to the named bots alone; the message stays [F47] [F48]", async () => {
    const said = await house.say("what is one and one?");
    const request = await house.heard("boss");
    const [echo] = house.joined.participants;
    const overrides = { text: "1+1", options: [{ text: "2" }], metadata: { by: "boss" } };
    const to = ["calculator", echo?.id ?? "", "calculator"];
    await house.act("boss", request, { type: "redirect", messageId: said.id, to, overrides });
    for (const name of ["calculator", "echo"]) {
      const { payload } = await house.heard(name);
      expect(payload).toMatchObject({
        kind: "redirected",
        hops: 1,
        bots: [],
        sender: { nickname: "Ann" },
        message: { ...overrides, id: said.id, senderId: said.senderId, conversationId: house.id },
      });
      expect(await house.next(name)).toBeNull();
    }
    expect(await house.seen()).toEqual(["what is one and one?"]);
    expect(await house.test.store.moderation.message(said.id)).toMatchObject({
      text: "what is one and one?",
      options: [],
      metadata: null,
      version: said.version,
    });
    const details = (await house.commands()).at(-1)?.details;
    expect(details).toMatchObject({ to, overrides });
    expect(details?.requests).toHaveLength(2);
  });

  it("delivers to nobody when one of the bots is unknown, and names it [F49]", async () => {
    const said = await house.say("hi");
    const request = await house.heard("boss");
    const outside = await house.test.addBot("outside");
    for (const name of ["nobody", outside.botName, "boss", house.joined.participant.id]) {
      const effect: EffectInput = { type: "redirect", messageId: said.id, to: ["echo", name] };
      await expect(house.act("boss", request, effect)).rejects.toMatchObject({
        code: "not_found",
        message: expect.stringContaining(`"${name}"`),
      });
    }
    expect(await house.next("echo")).toBeNull();
    expect(await house.commands()).toEqual([]);
  });

  it("shows a bot that was not meant nothing, in its own history neither [F50]", async () => {
    const draft = await house.draft("marigold");
    await house.act("boss", await house.heard("boss"), { type: "approve", messageId: draft.id });
    expect(JSON.stringify(await house.requests("calculator"))).not.toContain("marigold");
  });

  it("sends the same message on again by another command, and once by the same [F47]", async () => {
    const said = await house.say("hi");
    const request = await house.heard("boss");
    const redirect: EffectInput = { type: "redirect", messageId: said.id, to: ["echo"] };
    await house.act("boss", request, redirect, 0);
    await house.act("boss", request, redirect, 0);
    await house.act("boss", request, redirect, 1);
    expect(await house.kinds("echo")).toEqual(["redirected", "redirected"]);
  });

  it("publishes its own message with its approval, and holds it without [F51]", async () => {
    await house.say("hi");
    const request = await house.heard("boss");
    const own = await house.act("boss", request, { type: "send", text: "own", approve: true }, 0);
    expect(own.message.seq).toBeGreaterThan(0);
    const held = await house.act("boss", request, { type: "send", text: "held" }, 1);
    expect(held.message.seq).toBe(0);
    expect(await house.seen()).toEqual(["hi", "own"]);
    await house.done("boss", request);
    expect(await house.next("boss")).toBeNull();
    await house.command({ type: "approve", messageId: held.message.id });
    expect(await house.seen()).toEqual(["hi", "own", "held"]);
    for (const name of ["echo", "calculator"]) expect(await house.next(name)).toBeNull();
  });

  it("tells bots something that people do not see, and nobody has to decide on [F51]", async () => {
    await house.say("hi");
    const request = await house.heard("boss");
    await house.act("boss", request, { type: "send", text: "psst", to: ["echo"] }, 0);
    await house.act("boss", request, { type: "send", text: "aloud", to: ["echo"], approve: true }, 1);
    const first = await house.heard("echo");
    expect(first.payload).toMatchObject({
      kind: "redirected",
      hops: 1,
      message: { text: "psst" },
      sender: { isManager: true },
    });
    await house.done("echo", first);
    expect((await house.heard("echo")).payload.message).toMatchObject({ text: "aloud" });
    expect(await house.next("calculator")).toBeNull();
    expect(await house.seen()).toEqual(["hi", "aloud"]);
    expect((await listHeld(house.test.core, { limit: 10 })).held).toEqual([]);
  });

  it("speaks as another bot, which operators see and visitors do not [F52]", async () => {
    await house.say("hi");
    const request = await house.heard("boss");
    const send = { type: "send", text: "as echo", onBehalfOf: "echo" } as const;
    const seen = await house.act("boss", request, { ...send, approve: true }, 0);
    const held = await house.act("boss", request, send, 1);
    const [echo] = house.joined.participants;
    expect(seen.message.senderId).toBe(echo?.id);
    expect(await house.seen()).toEqual(["hi", "as echo"]);
    const published = await house.test.store.feed.messagesBefore(house.id, 1e9, 1);
    expect(published?.messages[0]).toMatchObject({ isSentByManager: true, approvalStatus: 2 });
    expect(JSON.stringify(seen.message)).not.toContain("anager");
    expect((await listHeld(house.test.core, { limit: 10 })).held).toMatchObject([
      { message: { id: held.message.id }, sender: { id: echo?.id }, sentByManager: true, hold: null },
    ]);
    expect((await house.commands()).at(-1)).toMatchObject({
      type: "send",
      details: { onBehalfOf: "echo", approve: false },
    });
    expect(await house.next("echo")).toBeNull();
    for (const name of [house.joined.participant.id, "boss", "nobody"]) {
      await expect(house.act("boss", request, { ...send, onBehalfOf: name }, 2)).rejects.toMatchObject({
        code: "not_found",
      });
    }
  });

  it("lets bots hear bots by redirect alone, and not for ever [F214]", async () => {
    let draft = await house.draft("round 1");
    for (let hops = 2; hops <= 8; hops++) {
      const request = await house.heard("boss");
      expect(request.payload).toMatchObject({ kind: "draft", hops: hops - 1 });
      await house.act("boss", request, { type: "redirect", messageId: draft.id, to: ["echo"] });
      await house.done("boss", request);
      const redirected = await house.heard("echo");
      expect(redirected.payload.hops).toBe(hops);
      draft = (await house.act("echo", redirected, { type: "send", text: `round ${hops}` })).message;
      await house.done("echo", redirected);
    }
    const last = await house.heard("boss");
    const refusal = { code: "invalid", message: expect.stringContaining("at most 8") };
    const onAndOn: EffectInput = { type: "redirect", messageId: draft.id, to: ["echo"] };
    await expect(house.act("boss", last, onAndOn)).rejects.toMatchObject(refusal);
    // Nor by an old message, nor by one of its own.
    const [first] = await house.requests("echo");
    const old: EffectInput = { type: "redirect", messageId: first?.messageId ?? "", to: ["echo"] };
    await expect(house.act("boss", last, old)).rejects.toMatchObject(refusal);
    await expect(house.act("boss", last, { type: "send", text: "x", to: ["echo"] })).rejects.toMatchObject(
      refusal,
    );
    expect(await house.next("echo")).toBeNull();
  });
});
