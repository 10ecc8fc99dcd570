import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../crash/stage.js";

/** A whole load on a slow machine. */
const patiently = { timeout: 120_000 };

test("[F265] SIGTERM under load ends the server with 0 within 10 s, loses nothing acknowledged, and clients and bots come back by themselves", {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-sigterm-"));
  await using stage = await Stage.open({ seed: 265, folder, conversations: 6, pauseMs: 30 });
  const acknowledged = () => stage.visitors.reduce((sum, { history }) => sum + history.acks.length, 0);
  stage.startTalking();
  await expect.poll(acknowledged, patiently).toBeGreaterThan(300);

  const { code, tookMs } = await stage.server.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
  const before = acknowledged();

  stage.server.start();
  await stage.server.listening();
  await expect.poll(() => stage.visitors.every(({ connects }) => connects > 1), patiently).toBe(true);
  await expect.poll(acknowledged, patiently).toBeGreaterThan(before + 100);

  const { failures } = await stage.reckon();
  expect(failures.slice(0, 20), `database and logs kept in ${folder}`).toEqual([]);
  await rm(folder, { recursive: true });
});
