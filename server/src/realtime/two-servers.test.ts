import type { Feed, Message } from "@natter/protocol";
import { expect, it } from "vitest";
import { createTestPostgres } from "../testing/postgres.js";
import { describePostgres } from "../testing/test-databases.js";
import { startTestServer, type VisitorClient } from "../testing/test-server.js";

/** What a client has of its conversation: it keeps to the contract of `feed`, and reads what is missing. */
function follow(client: VisitorClient): { thread: Message[]; gaps: number } {
  const reader = { thread: [] as Message[], gaps: 0 };
  let cursor = 0;
  let reading: Promise<void> | null = null;
  const take = ({ after, upTo, changes }: Feed) => {
    if (after > cursor) return;
    for (const change of changes) if (change.version > cursor) reader.thread.push(change);
    cursor = Math.max(cursor, upTo);
  };
  const catchUp = async () => {
    const answer = await client.emitWithAck("feed.read", { after: cursor });
    if (answer.ok) take(answer.data);
    reading = null;
  };
  client.on("feed", (feed) => {
    take(feed);
    if (feed.head <= cursor || reading) return;
    reader.gaps += 1;
    reading = catchUp();
  });
  return reader;
}

describePostgres("one conversation on two servers", () => {
  it("[F60][F262] what is said at either reaches the readers of both, whole and in one order", async () => {
    await using database = await createTestPostgres();
    const env = { NATTER_DATABASE: database.url, NATTER_HEARTBEAT_MS: "200" };
    await using one = await startTestServer(env);
    await using other = await startTestServer(env);
    const { token } = await one.create({ nickname: "Ann" });
    // The token that one server signed opens the other.
    const [here, there] = [
      await one.visitor({ token, cursor: 0 }),
      await other.visitor({ token, cursor: 0 }),
    ];
    const [mine, theirs] = [follow(here), follow(there)];
    const sends = Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? here : there).emitWithAck("message.send", { localId: `m${n}`, text: `${n}` }),
    );
    for (const answer of await Promise.all(sends)) expect(answer.ok).toBe(true);
    // The same send at the other server is no second message.
    const again = await there.emitWithAck("message.send", { localId: "m0", text: "0" });
    expect(again).toMatchObject({ ok: true, data: { duplicate: true } });
    const texts = ({ thread }: typeof mine) => thread.filter(({ type }) => type === "text");
    await expect.poll(() => [texts(mine).length, texts(theirs).length]).toEqual([40, 40]);
    expect(theirs.thread).toEqual(mine.thread);
    expect(mine.thread.map(({ seq }) => seq)).toEqual(mine.thread.map((_, index) => index + 1));
    // Neither server told its readers what the other had committed: they noticed by the head.
    expect(mine.gaps + theirs.gaps).toBeGreaterThan(0);
  });
});
