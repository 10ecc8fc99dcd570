import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Membership, PROTOCOL_VERSION, type VisitorCalls, type VisitorEvents } from "@natter/protocol";
import { loadConfig, type StartOptions, startServer } from "@natter/server";
import { io, type Socket } from "socket.io-client";
import { expect, test } from "vitest";
import { callRest } from "../call-rest.js";

const megabyte = 1024 * 1024;

/** A disk of its own, so small that a test can fill it; null where this user may not mount one. */
async function mountSmallDisk(bytes: number) {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

test("[F272] on a full disk sends are refused by name, nothing acknowledged is lost, and freed space is enough to go on", async (context) => {
  await using disk = await mountSmallDisk(6 * megabyte);
  if (!disk) return context.skip("SKIPPED: the full-disk test needs the right to mount a tmpfs");
  const filler = path.join(disk.folder, "filler");
  await writeFile(filler, Buffer.alloc(3 * megabyte));
  const config = await loadConfig({
    env: {
      NATTER_DATABASE: path.join(disk.folder, "natter.sqlite"),
      NATTER_PORT: "0",
      NATTER_RATE_LIMITS: "off",
    },
  });
  const faults: unknown[] = [];
  const silent = () => {};
  const log: NonNullable<StartOptions["log"]> = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (fields) => void faults.push(fields),
    child: () => log,
  };
  await using server = await startServer(config, { log });
  const { token, conversation } = await callRest<Membership>(server, "/conversations", "", {});
  const client: Socket<VisitorEvents, VisitorCalls> = io(server.url, {
    transports: ["websocket"],
    auth: { token, protocol: PROTOCOL_VERSION },
  });
  const send = (index: number) =>
    client.emitWithAck("message.send", { localId: `m${index}`, text: `${index} ${"x".repeat(9000)}` });

  const acknowledged: string[] = [];
  let refusals = 0;
  let next = 0;
  for (; refusals < 5 && next < 2000; next += 1) {
    const answer = await send(next);
    if (answer.ok) acknowledged.push(answer.data.message.id);
    else {
      expect(answer.error).toMatchObject({ code: "unavailable", localId: `m${next}` });
      expect(answer.error.retryAfterMs).toBeGreaterThan(0);
      refusals += 1;
    }
  }
  expect(refusals).toBe(5);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(client.connected).toBe(true);
  expect(faults.length).toBeGreaterThan(0);

  await rm(filler);
  // The same send that was refused, by the same name, on the same connection, to the same process.
  const again = await send(next - 1);
  expect(again).toMatchObject({ ok: true, data: { duplicate: false } });
  if (again.ok) acknowledged.push(again.data.message.id);
  client.disconnect();

  const stored: string[] = [];
  for (let after = 0, head = 1; after < head; ) {
    const page = await server.store.feed.changesAfter(conversation.id, after, 200);
    if (!page) throw new Error("the conversation is gone");
    stored.push(...page.messages.filter(({ type }) => type === "text").map(({ id }) => id));
    head = page.head;
    after = page.hasMore ? (page.messages.at(-1)?.version ?? head) : head;
  }
  expect(stored).toEqual(acknowledged);
});
