import type { State } from "@natter/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer, type VisitorClient } from "../testing/test-server.js";

describe("presence", () => {
  let house: TestServer;
  const start = async (graceMs: number) => {
    house = await startTestServer({ NATTER_ROOMS_ENABLED: "true", NATTER_PRESENCE_GRACE_MS: `${graceMs}` });
  };
  afterEach(async () => {
    expect(house.faults).toEqual([]);
    await house[Symbol.asyncDispose]();
  });

  const join = async (conversationId: string, nickname: string) => {
    const response = await fetch(`${house.url}/api/v1/conversations/${conversationId}/join`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ nickname }),
    });
    return (await response.json()) as { token: string };
  };
  /** Every change of who is there, as this client is told. */
  const watch = (client: VisitorClient) => {
    const seen: string[] = [];
    client.on("state", ({ participants }: State) => {
      const present = participants.filter(({ isPresent }) => isPresent).map(({ nickname }) => nickname);
      if (present.join() !== seen.at(-1)) seen.push(present.join());
    });
    return seen;
  };

  it("[F7][F8] is told per participant, not per tab, and a reload within the grace is told to nobody", async () => {
    // A grace that a slow machine does not outlast.
    await start(60_000);
    const { conversation, token } = await house.create({ nickname: "Ann" });
    const ann = await house.visitor({ token });
    const seen = watch(ann);
    const bea = await join(conversation.id, "Bea");
    const tab = await house.visitor({ token: bea.token });
    await expect.poll(() => seen.at(-1)).toBe("Ann,Bea");
    const before = seen.length;
    const second = await house.visitor({ token: bea.token });
    tab.disconnect();
    second.disconnect();
    await house.visitor({ token: bea.token });
    await house.visitor({ token: (await join(conversation.id, "Cat")).token });
    await expect.poll(() => seen.at(-1)).toBe("Ann,Bea,Cat");
    expect(seen.slice(before)).toEqual(["Ann,Bea,Cat"]);
  });

  it("[F7][F8] tells once that somebody went, with their last tab, after the grace", async () => {
    await start(100);
    const { conversation, token } = await house.create({ nickname: "Ann" });
    const ann = await house.visitor({ token });
    const seen = watch(ann);
    const bea = await join(conversation.id, "Bea");
    const tabs = [await house.visitor({ token: bea.token }), await house.visitor({ token: bea.token })];
    await expect.poll(() => seen.at(-1)).toBe("Ann,Bea");
    const before = seen.length;
    for (const tab of tabs) tab.disconnect();
    await expect.poll(() => seen.at(-1)).toBe("Ann");
    expect(seen.length).toBe(before + 1);
  });

  it("[F69] a bot is present while an instance runs", async () => {
    await start(100);
    const bot = await house.bot("menu");
    const { token } = await house.create({ nickname: "Ann", bots: ["menu"] });
    const ann = await house.visitor({ token });
    const seen = watch(ann);
    await expect.poll(() => seen.at(-1)).toBe("menu,Ann");
    bot.disconnect();
    await expect.poll(() => seen.at(-1)).toBe("Ann");
  });

  it("revoked tokens cut their connections at once", async () => {
    await start(100);
    const { participant, token } = await house.create();
    const client = await house.visitor({ token });
    const cut = new Promise((resolve) => client.once("disconnect", resolve));
    const { issueAdminKey } = await import("../registration.js");
    const { key } = await issueAdminKey(house.server.store, { name: "ops", scopes: ["participants:write"] });
    await fetch(`${house.url}/api/v1/admin/participants/${participant.id}/revoke-tokens`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}` },
    });
    await cut;
    await expect(house.visitor({ token })).rejects.toMatchObject({ code: "unauthorized" });
  });
});
