import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { storm } from "./storm.js";

const seed = Number(process.env.NATTER_CRASH_SEED ?? Date.now() % 1_000_000);

test("[F260][F201][F202][F34] server and bots killed twenty times under load: nothing acknowledged is lost, doubled or reordered, everything is answered once", {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), `natter-crash-${seed}-`));
  const { failures, hits } = await storm({
    cycles: 20,
    seed,
    folder,
    conversations: 6,
    aliveMs: 1000,
    pauseMs: 100,
    instances: 3,
    repliesPerMessage: 3,
  });
  const context = `seed ${seed}, database and logs kept in ${folder}`;
  expect(failures.slice(0, 20), context).toEqual([]);
  expect(hits.redeliveries, `the kills hit no request: ${JSON.stringify(hits)}`).toBeGreaterThan(0);
  expect(hits.suppressedEffects, `no attempt repeated anything: ${JSON.stringify(hits)}`).toBeGreaterThan(0);
  expect(hits.fencedZombies, `no zombie wrote: ${JSON.stringify(hits)}`).toBeGreaterThan(0);
  expect(hits.reconnects, `the kills hit no client: ${JSON.stringify(hits)}`).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
});
