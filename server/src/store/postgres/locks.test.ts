import { expect, it } from "vitest";
import { createConversation } from "../../chat/create-conversation.js";
import { sendMessage } from "../../chat/send-message.js";
import { leaseRequest } from "../../requests/lease-request.js";
import { createTestPostgres } from "../../testing/postgres.js";
import { openTestCore } from "../../testing/test-core.js";
import { describePostgres } from "../../testing/test-databases.js";
import { CommitQueue } from "../commit-queue.js";
import { say } from "../suite/concurrency.js";
import { conversation, human, load, write } from "../suite/rows.js";
import { openPostgresStore } from "./open.js";

describePostgres("several nodes on one PostgreSQL database", () => {
  async function openNodes() {
    const house = await openTestCore({}, "postgres");
    const beside = await openPostgresStore(house.database);
    const queue = new CommitQueue({ store: beside, onCommitted() {}, onFault() {} });
    const core = {
      ...house.core,
      store: beside,
      submit: queue.submit.bind(queue) as typeof house.core.submit,
    };
    return {
      house,
      nodes: [house.core, core] as const,
      async [Symbol.asyncDispose]() {
        await queue.close();
        await beside.close();
        await house[Symbol.asyncDispose]();
      },
    };
  }

  it("[F33] take numbers of the same conversations without losing one or waiting for each other for ever", async () => {
    await using stage = await openNodes();
    const ids = ["c-a", "c-b", "c-c", "c-d"];
    await write(stage.house.store, {
      newConversations: ids.map((id) => conversation({ id })),
      newParticipants: ids.map((id) => human({ id: `person of ${id}`, conversationId: id })),
    });
    const rounds = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(
      stage.nodes.map(async ({ store }, node) => {
        // Each names them in another order; the locks are taken in one.
        const named = node === 0 ? ids : ids.toReversed();
        for (const round of rounds) await say(store, `${node}-${round}`, named.slice(round % 3));
      }),
    );
    const heads = await stage.house.store.feed.heads(ids);
    for (const id of ids) {
      const page = await stage.house.store.feed.changesAfter(id, 0, 500);
      expect(page?.messages.map(({ seq }) => seq)).toEqual(
        Array.from({ length: heads.get(id) ?? 0 }, (_, i) => i + 1),
      );
    }
    expect([...heads.values()].reduce((sum, head) => sum + head, 0)).toBe(40 * 2 * 4 - 2 * (13 + 2 * 13));
  });

  it("[F14] a send that arrives at both at once is stored once", async () => {
    await using stage = await openNodes();
    const input = { nickname: "Ann", name: null, bots: [], metadata: null };
    const { actor, conversation: room } = await createConversation(stage.house.core, null, input);
    for (let round = 0; round < 20; round += 1) {
      const sent = await Promise.all(
        stage.nodes.map((core) => {
          const body = {
            type: "text",
            localId: `m${round}`,
            text: "once",
            quotedMessageId: null,
            metadata: null,
          };
          return sendMessage(core, actor, room.id, body as Parameters<typeof sendMessage>[3]);
        }),
      );
      expect(new Set(sent.map((answer) => answer.message.id)).size).toBe(1);
      expect(sent.filter((answer) => answer.duplicate)).toHaveLength(1);
    }
  });

  it("[F201] a lane is leased to one of them", async () => {
    await using stage = await openNodes();
    const bot = await stage.house.addBot("echo");
    const input = { nickname: "Ann", name: null, bots: ["echo"], metadata: null };
    for (let round = 0; round < 20; round += 1) {
      const { actor, conversation: room } = await createConversation(stage.house.core, null, input);
      const body = { type: "text", localId: "m", text: "?", quotedMessageId: null, metadata: null };
      await sendMessage(stage.house.core, actor, room.id, body as Parameters<typeof sendMessage>[3]);
      const lane = { botId: bot.botId, conversationId: room.id };
      const leases = await Promise.all(
        stage.nodes.map((core, node) => leaseRequest(core, lane, `${node}/one`)),
      );
      expect(leases.map(({ type }) => type).sort()).toEqual(["busy", "leased"]);
    }
  });

  it("a write waits for whoever holds its conversation, and then sees what that one did", async () => {
    await using database = await createTestPostgres();
    const store = await openPostgresStore(database.url);
    await write(store, { newConversations: [conversation()] });
    const holder = await database.knex.transaction();
    await holder("conversations").where("id", "c-1").update({ head: 5 });
    const seen = load(store, { conversations: ["c-1"] });
    const isWaiting = async () => {
      const { rows } = await database.knex.raw(
        "select 1 from pg_locks where not granted and pid in (select pid from pg_stat_activity where query like ?)",
        ["%for no key update%"],
      );
      return rows.length > 0;
    };
    while (!(await isWaiting()));
    await holder.commit();
    expect((await seen).conversations[0]?.head).toBe(5);
    await store.close();
  });
});
