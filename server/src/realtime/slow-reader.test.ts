import type { Feed, Message } from "@natter/protocol";
import { expect, test } from "vitest";
import { metricsOf } from "../testing/metrics-of.js";
import { startTestServer, welcome } from "../testing/test-server.js";
import { wireOf } from "../testing/wire-of.js";

const text = "x".repeat(10_000);

test("a reader that stops reading is cut, the others notice nothing, and it comes back to everything it missed [F263]", async () => {
  await using house = await startTestServer();
  const { token, conversation } = await house.create();
  const stuck = await house.visitor({ token, cursor: 0 });
  // What commits while it is welcomed may come twice.
  await welcome(stuck);
  const writer = await house.visitor({ token });
  const seen: Message[] = [];
  stuck.on("feed", ({ changes }: Feed) => void seen.push(...changes));
  const cuts = async () => (await metricsOf(house.url)).get('natter_links_cut_total{reason="slow"}') ?? 0;
  // Listened for from the start: a client that hears no ping for long closes by itself.
  const lost = new Promise((resolve) => stuck.once("disconnect", resolve));

  wireOf(stuck)._socket.pause();
  let sent = 0;
  // The kernel buffers a few megabytes before anything waits in the server.
  while ((await cuts()) === 0 && sent < 5000) {
    const batch = Array.from({ length: 20 }, (_, n) => ({ localId: `m${sent + n}`, text }));
    const answers = await Promise.all(batch.map((message) => writer.emitWithAck("message.send", message)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    sent += batch.length;
  }
  expect(await cuts()).toBe(1);
  expect(writer.connected).toBe(true);

  // Awake again, it finds its link gone; whoever reconnects asks from where they stood.
  wireOf(stuck)._socket.resume();
  await lost;
  // It comes back by itself, with the cursor of its beginning; here the test reads on instead.
  stuck.disconnect();
  const cursor = Math.max(conversation.head, ...seen.map(({ version }) => version));
  const back = await house.visitor({ token, cursor });
  for (let after = cursor; after < conversation.head + sent; ) {
    const page = await back.emitWithAck("feed.read", { after, limit: 200 });
    if (!page.ok) throw new Error(page.error.message);
    seen.push(...page.data.changes);
    after = page.data.upTo;
  }
  const expected = Array.from({ length: sent }, (_, n) => conversation.head + 1 + n);
  expect(seen.map(({ version }) => version)).toEqual(expected);
});

test("a reader that stops while little is said is cut within ten seconds of the first unsent byte [F263]", async () => {
  await using house = await startTestServer({ NATTER_HEARTBEAT_MS: "50" });
  const { token } = await house.create();
  const writer = await house.visitor({ token });
  const stuck = await house.visitor({ token });
  wireOf(stuck)._socket.pause();
  const unsent = async () => {
    // A few together: who reads nothing for 25 seconds hears no ping, either, and is closed for that.
    for (let n = 0; n < 10; n += 1) {
      const batch = Array.from({ length: 10 }, () => ({ localId: crypto.randomUUID(), text }));
      await Promise.all(batch.map((message) => writer.emitWithAck("message.send", message)));
    }
  };
  // Fills the kernel's buffers, but stays below the mebibyte that would be cut at once.
  const isCut = async () => (await metricsOf(house.url)).get('natter_links_cut_total{reason="slow"}') === 1;
  for (let round = 0; round < 4; round += 1) await unsent();
  if (await isCut()) return;
  await expect.poll(isCut, { timeout: 60_000 }).toBe(true);
});

test("a reader that is merely slow is not cut [F263]", async () => {
  await using house = await startTestServer();
  const { token } = await house.create();
  const slow = await house.visitor({ token });
  const writer = await house.visitor({ token });
  const tcp = wireOf(slow)._socket;
  // By their ids: what is committed while somebody is welcomed may come twice.
  const heard = new Set<string>();
  slow.on("feed", (feed: Feed) => {
    for (const { id } of feed.changes) heard.add(id);
  });
  const drip = setInterval(() => (tcp.isPaused() ? tcp.resume() : tcp.pause()), 50);
  for (let n = 0; n < 300; n += 1) {
    await writer.emitWithAck("message.send", { localId: `m${n}`, text });
  }
  await expect.poll(() => heard.size).toBe(300);
  clearInterval(drip);
  expect(slow.connected).toBe(true);
  expect((await metricsOf(house.url)).has('natter_links_cut_total{reason="slow"}')).toBe(false);
});

test("stopping does not wait for readers that never read, beyond its time [F263] [F265]", async () => {
  const house = await startTestServer({ NATTER_DRAIN_TIMEOUT_MS: "500" });
  const { token } = await house.create();
  const stuck = await house.visitor({ token });
  const writer = await house.visitor({ token });
  wireOf(stuck)._socket.pause();
  for (let n = 0; n < 300; n += 1) {
    await writer.emitWithAck("message.send", { localId: `m${n}`, text });
  }
  const startedAt = performance.now();
  await house[Symbol.asyncDispose]();
  // Half a second is the time that was set; without it, a link that hangs would be waited for.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
