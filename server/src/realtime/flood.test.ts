import type { WireError } from "@natter/protocol";
import { expect, test } from "vitest";
import { metricsOf } from "../testing/metrics-of.js";
import { startTestServer, type TestServer, type VisitorClient } from "../testing/test-server.js";
import { wireOf } from "../testing/wire-of.js";

const limited = { NATTER_RATE_LIMITS: "" };

/** The benchmark "hostile" measures the second of the row; here a busy machine may take ten. */
const promptlyMs = 10_000;

/** Milliseconds from the first shot until the server cut the client. */
async function shootUntilCut(client: VisitorClient, shoot: () => void): Promise<number> {
  client.io.reconnection(false);
  const startedAt = performance.now();
  const cut = new Promise<number>((resolve) => {
    client.once("disconnect", () => resolve(performance.now() - startedAt));
  });
  const gun = setInterval(shoot, 1);
  const took = await cut;
  clearInterval(gun);
  return took;
}

/** The slowest of some calls by a well-behaved neighbour. */
async function neighbour(house: TestServer): Promise<() => Promise<number>> {
  const client = await house.visitor({ token: (await house.create()).token });
  return async () => {
    let slowest = 0;
    for (let n = 0; n < 10; n += 1) {
      const startedAt = performance.now();
      const answer = await client.emitWithAck("feed.read", { after: 0, limit: 1 });
      expect(answer.ok).toBe(true);
      slowest = Math.max(slowest, performance.now() - startedAt);
    }
    return slowest;
  };
}

test("a flood is cut, whatever it is made of, and a neighbour is answered meanwhile [F264]", async () => {
  await using house = await startTestServer(limited);
  const neighbours = await neighbour(house);
  const kinds: [string, (client: VisitorClient) => void][] = [
    ["valid calls", (client) => void client.emit("typing.set", { isTyping: true }, () => {})],
    // Only what the table allows compiles; a flood knows no table.
    ["unknown calls", (client) => void (client as unknown as { emit(name: string): void }).emit("nonsense")],
    ["broken frames", (client) => void client.io.engine.write('2["message.send",{')],
    ["long frames", (client) => void client.io.engine.write(`2["x","${"y".repeat(200_000)}"]`)],
    ["acknowledgements of nothing", (client) => void client.io.engine.write("3999[]")],
    ["pings below the protocol", (client) => wireOf(client)._socket.writable && wireOf(client).ping()],
  ];
  for (const [kind, shot] of kinds) {
    const client = await house.visitor({ token: (await house.create()).token });
    const took = shootUntilCut(client, () => {
      for (let n = 0; n < 20; n += 1) shot(client);
    });
    const slowest = await neighbours();
    expect(await took, kind).toBeLessThan(promptlyMs);
    expect(slowest, kind).toBeLessThan(promptlyMs);
  }
  const metrics = await metricsOf(house.url);
  expect(metrics.get('natter_links_cut_total{reason="flood"}')).toBe(kinds.length);
});

/** Somebody who floods until the server cuts them, and what they hear when they try again. */
async function floodOnce(house: TestServer) {
  const { token } = await house.create();
  const shooter = await house.visitor({ token });
  const otherTab = await house.visitor({ token });
  await shootUntilCut(shooter, () => {
    for (let n = 0; n < 20; n += 1) shooter.emit("typing.set", { isTyping: true }, () => {});
  });
  const refusal = (): Promise<WireError | null> =>
    house.visitor({ token }).then(
      () => null,
      (error: WireError) => error,
    );
  return { otherTab, refusal };
}

test("who was cut for a flood may not come back at once, and nobody else waits with them [F264]", async () => {
  // A rest so long that the test is over before it.
  await using house = await startTestServer({ NATTER_RATE_LIMITS: "floods=0.001/1" });
  const { otherTab, refusal } = await floodOnce(house);
  const refused = await refusal();
  expect(refused).toMatchObject({ code: "rate_limited", message: expect.stringContaining("floods") });
  expect(refused?.retryAfterMs).toBeGreaterThan(0);
  expect(refused?.retryAfterMs).toBeLessThanOrEqual(1_000_000);
  // Of the same address; and what is connected stays so.
  await house.visitor({ token: (await house.create()).token });
  expect((await otherTab.emitWithAck("feed.read", { after: 0, limit: 1 })).ok).toBe(true);
  expect((await metricsOf(house.url)).get('natter_rate_limited_total{bucket="floods"}')).toBeGreaterThan(0);
});

test("who was cut for a flood comes back after a rest [F264]", async () => {
  await using house = await startTestServer({ NATTER_RATE_LIMITS: "floods=0.5/1" });
  const { refusal } = await floodOnce(house);
  await expect.poll(refusal).toBeNull();
});

test("who is merely too quick is answered with how long to wait, keeps the link, and gets through after waiting [F264]", async () => {
  // A token takes longer to come back than forty answers.
  await using house = await startTestServer({ NATTER_RATE_LIMITS: "sends=0.5/20" });
  const { token } = await house.create();
  const client = await house.visitor({ token });
  const send = (n: number) => client.emitWithAck("message.send", { localId: `m${n}`, text: "hello" });
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => send(n)));
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(20);
  expect(refused.length).toBeGreaterThan(15);
  expect(refused[0]).toMatchObject({ code: "rate_limited", localId: expect.stringMatching(/^m\d+$/u) });
  const wait = refused[0]?.retryAfterMs ?? 0;
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(2000);
  await new Promise((resolve) => setTimeout(resolve, wait + 50));
  expect((await send(100)).ok).toBe(true);
  expect(client.connected).toBe(true);
  expect((await metricsOf(house.url)).get('natter_rate_limited_total{bucket="sends"}')).toBe(refused.length);
});

test("a participant's sends are counted over all of its sockets and both doors [F264]", async () => {
  await using house = await startTestServer({ NATTER_RATE_LIMITS: "sends=0.001/6" });
  const { token, conversation } = await house.create();
  let granted = 0;
  for (let tab = 0; tab < 3; tab += 1) {
    const client = await house.visitor({ token });
    for (let n = 0; n < 5; n += 1) {
      const answer = await client.emitWithAck("message.send", { localId: `${tab}-${n}`, text: "hello" });
      if (answer.ok) granted += 1;
    }
  }
  expect(granted).toBe(6);
  const response = await fetch(`${house.url}/api/v1/conversations/${conversation.id}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ localId: "rest", text: "hello" }),
  });
  expect(response.status).toBe(429);
  const other = await house.visitor({ token: (await house.create()).token });
  expect((await other.emitWithAck("message.send", { localId: "1", text: "hello" })).ok).toBe(true);
});

test("a bot may say a thousand things in a second [F264]", async () => {
  await using house = await startTestServer(limited);
  const bot = await house.bot("busy");
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () => bot.emitWithAck("credit", { credit: 10 })),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(bot.connected).toBe(true);
});

test("a connection that tries one credential after the other is cut", async () => {
  await using house = await startTestServer(limited);
  const client = await house.visitor({ token: (await house.create()).token });
  client.io.reconnection(false);
  const cut = new Promise((resolve) => client.io.engine.once("close", resolve));
  for (let n = 0; n < 10; n += 1) client.io.engine.write(`0/bots,{"key":"guess-${n}","protocol":1}`);
  await cut;
  const refused = async () =>
    (await metricsOf(house.url)).get('natter_handshakes_refused_total{reason="unauthorized"}');
  await expect.poll(refused).toBe(4);
});
