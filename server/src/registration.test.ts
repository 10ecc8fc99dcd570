import { expect, test } from "vitest";
import { ensureBot } from "./registration.js";
import { openTestCore } from "./testing/test-core.js";

test("a bot of the configuration is registered once, as what it is [F36]", async () => {
  await using house = await openTestCore();
  const boss = await ensureBot(house.store, { name: "boss", isManager: true });
  expect(boss.isManager).toBe(true);
  expect(await ensureBot(house.store, { name: "boss", isManager: true })).toEqual(boss);
  expect((await ensureBot(house.store, { name: "echo" })).isManager).toBe(false);
  expect(await ensureBot(house.store, { name: "echo", isRequired: true })).toMatchObject({
    isRequired: true,
  });
  expect(await house.store.bots.find("echo")).toMatchObject({ isRequired: true, isManager: false });
});

test("a bot of the configuration is no other than it was registered as, and one is the manager [F36] [F43]", async () => {
  await using house = await openTestCore();
  await house.addBot("echo");
  const asManager = (name: string) => ensureBot(house.store, { name, isManager: true });
  await expect(asManager("echo")).rejects.toThrow(
    /"echo" is registered as no manager.*natter bots remove echo/u,
  );
  await asManager("boss");
  await expect(asManager("chief")).rejects.toThrow(/has a manager already, boss.*natter bots remove boss/u);
  await expect(ensureBot(house.store, { name: "boss" })).rejects.toThrow(
    /"boss" is registered as the manager/u,
  );
});
