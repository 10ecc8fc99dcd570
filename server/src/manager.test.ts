import type { BotRequest, CommandPage, Feed, HeldPage, History, Message } from "@natter/protocol";
import { AdminCommand, parse } from "@natter/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueAdminKey, registerBot } from "./registration.js";
import { type BotClient, next, startTestServer, type TestServer } from "./testing/test-server.js";

interface Answered {
  messages: History["messages"];
  held: HeldPage["held"];
  commands: CommandPage["commands"];
}

type Step =
  | { type: "say" | "read" | "socket-approve" | "socket-reject" | "socket-rewrite" | "socket-hold" }
  | {
      type: "approve" | "reject" | "rewrite" | "redirect" | "hold" | "as-echo";
      pick: number;
      then: "approve" | "reject";
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("say" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom("read", "socket-approve", "socket-reject", "socket-rewrite", "socket-hold"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom("approve", "reject", "rewrite", "redirect", "hold", "as-echo"),
      pick: fc.nat({ max: 5 }),
      then: fc.constantFrom("approve", "reject"),
    }),
  },
);
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), {
  minLength: 3,
  maxLength: 12,
  size: "max",
});

describe("a server with a manager", () => {
  let server: TestServer;
  let adminKey: string;
  let boss: BotClient;
  let echo: BotClient;
  /** The draft that the manager has before it, by conversation. */
  const before = new Map<string, BotRequest>();
  const drafts = new Map<string, string[]>();

  beforeAll(async () => {
    server = await startTestServer({ NATTER_HEARTBEAT_MS: "600000" });
    adminKey = (
      await issueAdminKey(server.server.store, { name: "moderator", scopes: ["messages:moderate"] })
    ).key;
    const { key } = await registerBot(server.server.store, { name: "boss", isManager: true });
    boss = await server.botClient(key.key);
    boss.on("request", (request) => void decide(request));
    const hello = await boss.emitWithAck("hello", { instance: "boss-1", hears: ["message"], credit: 100 });
    expect(hello).toMatchObject({ ok: true, data: { bot: { name: "boss", isManager: true } } });
    echo = await server.bot("echo", { credit: 100 });
    echo.on("request", async ({ requestId, attempt, payload: { message } }) => {
      const text = `echo: ${"text" in message ? message.text : ""}`.slice(0, 200);
      await echo.emitWithAck("effect", { requestId, attempt, index: 0, effect: { type: "send", text } });
      await echo.emitWithAck("done", { requestId, attempt });
    });
  });
  afterAll(async () => {
    expect(server.faults).toEqual([]);
    await server[Symbol.asyncDispose]();
  });

  async function decide(request: BotRequest) {
    const { requestId, attempt, payload } = request;
    if (payload.kind === "draft") {
      const { conversationId, id } = payload.message;
      before.set(conversationId, request);
      drafts.set(conversationId, [...(drafts.get(conversationId) ?? []), id]);
      return;
    }
    const effect = { type: "redirect" as const, messageId: payload.message.id, to: ["echo"] };
    await boss.emitWithAck("effect", { requestId, attempt, index: 0, effect });
    await boss.emitWithAck("done", { requestId, attempt });
  }

  const rest = async (method: string, path: string, token: string, body?: unknown) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // Each case says what it expects of the body.
    return { status: response.status, body: (await response.json()) as Answered };
  };

  it("shows people nothing that is held or rejected at any moment, and what is approved once [F44] [F45] [F55]", async () => {
    let keys = 0;
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        const { conversation, token } = await server.create({ bots: ["echo"] });
        const { id } = conversation;
        const person = await server.visitor({ token, cursor: 0 });
        const packets: Feed[] = [];
        person.on("feed", (packet) => packets.push(packet));
        // What commits while somebody is welcomed may come twice.
        await expect.poll(() => packets.length).toBeGreaterThan(0);
        const everSeen = new Set<string>();
        const read = async () => {
          const { body } = await rest("GET", `/conversations/${id}/messages?limit=200`, token);
          const { messages } = body;
          for (const message of messages) {
            expect(message.seq).toBeGreaterThan(0);
            everSeen.add(message.id);
          }
          return messages;
        };
        const onSocket = async (type: string) => {
          const request = before.get(id);
          if (!request) return;
          before.delete(id);
          const { requestId, attempt, payload } = request;
          const messageId = payload.message.id;
          const effect = { messageId, ...extras("reject"), type: type.replace("socket-", "") };
          await boss.emitWithAck("effect", {
            requestId,
            attempt,
            index: 0,
            effect: effect as { type: "approve"; messageId: string },
          });
          await boss.emitWithAck("done", { requestId, attempt });
        };
        const overRest = async ({ type, pick, then }: Extract<Step, { pick: number }>) => {
          const known = drafts.get(id) ?? [];
          const messageId = known[pick % Math.max(known.length, 1)];
          if (messageId === undefined) return;
          const commandKey = `key-${++keys}`;
          const sent = {
            type: "send",
            conversationId: id,
            onBehalfOf: "echo",
            text: "for echo",
            approve: then === "approve",
          };
          const command = type === "as-echo" ? sent : { type, messageId, ...extras(then) };
          const body = { ...command, commandKey };
          expect(parse(AdminCommand, body).ok).toBe(true);
          const [first, again] = await Promise.all([
            rest("POST", "/admin/commands", adminKey, body),
            rest("POST", "/admin/commands", adminKey, body),
          ]);
          // One of them did it, or both were refused alike.
          if (first.status < 300) expect([first.status, again.status].sort()).toEqual([200, 201]);
          else expect([first.status, again.status]).toEqual([409, 409]);
        };
        for (const round of all) {
          await Promise.all(
            round.map(async (one) => {
              if (one.type === "say")
                await person.emitWithAck("message.send", { localId: `say-${++keys}`, text: `say ${keys}` });
              else if (one.type === "read") await read();
              else if ("pick" in one) await overRest(one);
              else await onSocket(one.type);
            }),
          );
          await read();
        }

        // What is still open would be decided on in the midst of the looking.
        const decided = [...(drafts.get(id) ?? [])];
        for (const messageId of decided) {
          const body = { type: "reject", messageId, reason: "the end", commandKey: `key-${++keys}` };
          await rest("POST", "/admin/commands", adminKey, body);
        }
        const messages = await read();
        // The packet that welcomes was read early, and may come after what was committed since.
        await expect.poll(() => Math.max(...packets.map(({ upTo }) => upTo))).toBe(messages.at(-1)?.seq);
        const { feed, moderation } = server.server.store;
        const stored = await feed.changesAfter(id, 0, 1000);
        // Every number of the order is somebody's, from the first to the head.
        expect(stored?.messages.map(({ seq }) => seq)).toEqual(
          Array.from({ length: stored?.head ?? -1 }, (_, index) => index + 1),
        );
        expect(new Set(messages.map((message) => message.id)).size).toBe(messages.length);
        for (const draft of decided) {
          const row = await moderation.message(draft);
          const isPublished = row?.approvalStatus === 2;
          if (!isPublished) expect(everSeen.has(draft)).toBe(false);
          const feeds = packets.flatMap(({ changes }) => changes).filter((change) => change.id === draft);
          expect(feeds).toHaveLength(isPublished ? 1 : 0);
          expect(messages.some((message) => message.id === draft)).toBe(isPublished);
        }
        // What came by events is without a gap, too.
        let upTo = packets[0]?.after ?? 0;
        for (const packet of packets) {
          expect(packet.after).toBeLessThanOrEqual(upTo);
          upTo = Math.max(upTo, packet.upTo);
        }
        person.disconnect();
      }),
      { numRuns: 25 },
    );
  });

  it("answers moderators over REST, and nobody else [F53] [F54] [F248]", async () => {
    const { conversation, token } = await server.create({ bots: ["echo"] });
    const person = await server.visitor({ token });
    await next<Feed>(person, "feed");
    const drafted = new Promise<void>((resolve) => {
      boss.on("request", ({ payload }) => {
        if (payload.kind === "draft" && payload.conversation.id === conversation.id) resolve();
      });
    });
    await person.emitWithAck("message.send", { localId: "a", text: "hi" });
    await drafted;
    const held = await rest("GET", `/admin/held?conversation=${conversation.id}`, adminKey);
    expect(held).toMatchObject({
      status: 200,
      body: {
        held: [{ message: { text: "echo: hi", seq: 0 }, sender: { botName: "echo" }, hold: null }],
        nextCursor: null,
      },
    });
    const messageId = held.body.held[0]?.message.id ?? "";
    const approve = { type: "approve", messageId, commandKey: "from-a-person" };
    for (const path of ["/admin/held", "/admin/commands"])
      expect((await rest("GET", path, token)).status).toBe(401);
    expect((await rest("POST", "/admin/commands", token, approve)).status).toBe(401);
    const heard = next<Feed>(person, "feed");
    expect(await rest("POST", "/admin/commands", adminKey, approve)).toMatchObject({
      status: 201,
      body: { duplicate: false },
    });
    expect((await heard).changes.map((change: Message) => change.id)).toEqual([messageId]);
    expect(await rest("POST", "/admin/commands", adminKey, approve)).toMatchObject({
      status: 200,
      body: { duplicate: true },
    });
    const listed = await rest("GET", `/admin/commands?message=${messageId}`, adminKey);
    expect(listed.body.commands).toMatchObject([
      { type: "approve", actor: { kind: "admin" }, outcome: "done" },
    ]);
    const malformed = [
      { ...approve, type: "forget" },
      { ...approve, commandKey: "" },
      { ...approve, type: "redirect", to: [] },
      { ...approve, type: "redirect", to: ["echo"], overrides: { id: "another" } },
      { ...approve, type: "redirect", to: ["echo"], overrides: { senderId: "another" } },
    ];
    for (const body of malformed)
      expect(await rest("POST", "/admin/commands", adminKey, body)).toMatchObject({
        status: 400,
        body: { code: "invalid" },
      });
    expect((await rest("GET", `/admin/commands?conversaton=x`, adminKey)).status).toBe(400);
    expect((await rest("GET", `/bots`, token)).body).toEqual({ bots: [{ name: "echo", description: null }] });
    expect((await rest("GET", `/config?bot=boss`, token)).status).toBe(404);
    person.disconnect();
  });
});

function extras(then: "approve" | "reject") {
  return { reason: "not so", text: "better", to: ["echo"], timeoutMs: 1, then };
}
