import { describe, expect, it } from "vitest";
import type { StoreUnderTest } from "../store-suite.js";
import { bot, furnish, key, request, write } from "./rows.js";

/** Bots, keys, the audit log, single values and the request history. */
export function registrySuite(subject: StoreUnderTest): void {
  describe("the registry", () => {
    it("keeps bots, sorted by name as computers sort", async () => {
      const { bots } = subject.store;
      const named = ["beta", "Zulu", "alpha", "émile"].map((name) => bot({ id: `id of ${name}`, name }));
      for (const one of named) await bots.add(one);
      expect((await bots.list()).map(({ name }) => name)).toEqual(["Zulu", "alpha", "beta", "émile"]);
      expect(await bots.find("alpha")).toEqual(named[2]);
      await bots.setHears("id of alpha", []);
      expect(await bots.find("id of alpha")).toEqual({ ...named[2], hears: [] });
      await bots.setPolicy("id of alpha", { type: "burst", quietMs: 800, maxMessages: 4 });
      expect((await bots.find("alpha"))?.policy).toEqual({ type: "burst", quietMs: 800, maxMessages: 4 });
      await bots.setPolicy("id of alpha", { type: "serial" });
      expect((await bots.find("alpha"))?.policy).toEqual({ type: "serial" });
      await bots.setAbout("id of alpha", { description: "says it's first", isRequired: true });
      expect(await bots.find("alpha")).toMatchObject({ description: "says it's first", isRequired: true });
      await bots.remove("id of alpha", 9);
      expect(await bots.find("alpha")).toBeNull();
      expect(await bots.find("id of alpha")).toMatchObject({ removedAt: 9 });
    });

    it("keeps one webhook a bot, until it is taken away or the bot removed", async () => {
      const { bots, webhooks } = subject.store;
      for (const id of ["bot-1", "bot-2"]) await bots.add(bot({ id, name: `named ${id}` }));
      const of = (botId: string, url: string) => ({ botId, url, secret: `of ${url}`, createdAt: 5 });
      await webhooks.set(of("bot-1", "https://a.example"));
      await webhooks.set(of("bot-2", "https://b.example"));
      await webhooks.set(of("bot-1", "https://c.example"));
      expect(await webhooks.list()).toEqual([
        { ...of("bot-1", "https://c.example"), botName: "named bot-1" },
        { ...of("bot-2", "https://b.example"), botName: "named bot-2" },
      ]);
      await webhooks.remove("bot-1");
      await bots.remove("bot-2", 9);
      expect(await webhooks.list()).toEqual([]);
    });

    it("keeps keys: one works until it is revoked, or its bot removed", async () => {
      const { bots, keys } = subject.store;
      await bots.add(bot());
      await keys.add(key(), "hash");
      await keys.add(key({ id: "of-bot", kind: "bot", botId: "bot-1", scopes: [] }), "hash of bot");
      expect(await keys.use("hash", 100_000)).toEqual(key({ lastUsedAt: 100_000 }));
      expect(await keys.use("hash", 100_001)).toEqual(key({ lastUsedAt: 100_000 }));
      const ids = ["key-1", "of-bot", "none", ...Array.from({ length: 600 }, (_, index) => `no ${index}`)];
      expect(await keys.inForce(ids)).toEqual(new Set(["key-1", "of-bot"]));
      await bots.remove("bot-1", 9);
      expect(await keys.use("hash of bot", 10)).toBeNull();
      expect(await keys.inForce(ids)).toEqual(new Set(["key-1"]));
      expect(await keys.revoke("key-1", 7)).toBe(true);
      expect(await keys.revoke("key-1", 8)).toBe(false);
      expect(await keys.use("hash", 9)).toBeNull();
      expect((await keys.list()).map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
        ["key-1", 7],
        ["of-bot", 9],
      ]);
      const twice = keys.add(key({ id: "key-2" }), "hash");
      await expect(twice).rejects.toMatchObject({ fault: "constraint" });
    });

    it("takes audit entries, and keeps a value once", async () => {
      await subject.store.audit.add({
        actor: "key:1",
        action: "test",
        details: { "it's": "😀" },
        createdAt: 4,
      });
      expect(await subject.store.meta.keep("name", "first")).toBe("first");
      expect(await subject.store.meta.keep("name", "second")).toBe("first");
      const other = await subject.openBeside();
      expect(await other.meta.keep("name", "third")).toBe("first");
    });

    it("pages through the request history by its filters, either way", async () => {
      await furnish(subject.store);
      expect(await subject.store.requests.highestKey()).toBe(0);
      await write(subject.store, {
        newRequests: Array.from({ length: 6 }, (_, index) =>
          request(`r-${index + 1}`, {
            createdAt: index * 10,
            isAggregation: index === 5,
            sessionKey: index % 2 === 0 ? "even" : "odd",
          }),
        ),
      });
      const upTo = await subject.store.requests.highestKey();
      const ids = async (walk: Partial<Parameters<typeof subject.store.requests.page>[0]>) => {
        const page = { filters: {}, order: "ascending" as const, upTo, limit: 9, ...walk };
        return (await subject.store.requests.page(page)).map(({ record }) => record.id);
      };
      expect(await ids({ limit: 2 })).toEqual(["r-1", "r-2"]);
      expect(await ids({ order: "descending", limit: 2 })).toEqual(["r-6", "r-5"]);
      expect(await ids({ order: "descending", after: upTo - 3 })).toEqual(["r-2", "r-1"]);
      expect(await ids({ after: 2, upTo: upTo - 1 })).toEqual(["r-3", "r-4", "r-5"]);
      expect(await ids({ filters: { sessionKey: "odd", isAggregation: false } })).toEqual(["r-2", "r-4"]);
      expect(await ids({ filters: { isAggregation: true } })).toEqual(["r-6"]);
      expect(await ids({ filters: { since: 10, until: 30, botId: "bot-1", status: "pending" } })).toEqual([
        "r-2",
        "r-3",
      ]);
      const [first] = await subject.store.requests.page({ filters: {}, order: "ascending", upTo, limit: 1 });
      expect(first?.record).toMatchObject({
        botName: "echo",
        isAggregation: false,
        createdAt: 0,
        latencyMs: null,
      });
    });

    it("answers a ping", () => subject.store.ping());
  });
}
