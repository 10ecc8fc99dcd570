import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { BlobStore } from "./blob-store.js";
import { createDiskBlobStore } from "./disk-blob-store.js";
import { createMemoryBlobStore } from "./memory-blob-store.js";
import { openBlobStore, readBucket } from "./open-blob-store.js";
import { startS3Double } from "./testing/s3-double.js";

/** A store, and what lies in it that no key names. */
interface Place {
  blobs: BlobStore;
  remains(): Promise<string[]>;
}

async function onDisk(): Promise<Place> {
  const root = await mkdtemp(path.join(tmpdir(), "natter-blobs-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return {
    blobs: createDiskBlobStore(root),
    remains: () => readdir(path.join(root, "unfinished")).catch(() => []),
  };
}

async function inBucket(): Promise<Place> {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const double = await startS3Double();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await double[Symbol.asyncDispose]();
  });
  return {
    blobs: await openBlobStore(`s3://bucket/natter?endpoint=${encodeURIComponent(double.endpoint)}`),
    remains: async () => [...double.unfinished.keys()],
  };
}

async function* inChunks(bytes: Buffer, chunkBytes = 64 * 1024, fault?: Error): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  if (fault) throw fault;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function inMemory(): Promise<Place> {
  return { blobs: createMemoryBlobStore(Date.now), remains: async () => [] };
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const read = async (stream: Readable | null) => stream && (await buffer(stream));

describe.each([
  ["a folder", onDisk],
  ["a bucket", inBucket],
  ["memory", inMemory],
])("the blob store in %s", (_, open) => {
  let place: Place;
  beforeEach(async () => {
    place = await open();
  });

  it.each([1, 100_000, 12 * 2 ** 20])("[F218] gives back what it was given, %d bytes", async (size) => {
    const bytes = randomBytes(size);
    const stored = await place.blobs.put(inChunks(bytes));
    expect(stored).toEqual({
      key: expect.stringMatching(/^[\w-]{32}$/u),
      sizeBytes: size,
      sha256: sha256(bytes),
    });
    expect((await read(await place.blobs.get(stored.key)))?.equals(bytes)).toBe(true);
    expect(await place.remains()).toEqual([]);
  });

  it("gives a part, both ends counted", async () => {
    const { key } = await place.blobs.put(inChunks(Buffer.from("0123456789")));
    expect(String(await read(await place.blobs.get(key, { start: 2, end: 4 })))).toBe("234");
    expect(String(await read(await place.blobs.get(key, { start: 9, end: 9 })))).toBe("9");
  });

  it("makes a new key for the same bytes, so that deleting one leaves the other", async () => {
    const one = await place.blobs.put(inChunks(Buffer.from("same")));
    const other = await place.blobs.put(inChunks(Buffer.from("same")));
    await place.blobs.delete(one.key);
    await place.blobs.delete(one.key);
    expect(await place.blobs.get(one.key)).toBeNull();
    expect(String(await read(await place.blobs.get(other.key)))).toBe("same");
  });

  it.each(["x".repeat(32), "../../../../etc/passwd", "..", "", "a/b", `${"x".repeat(31)}/`])(
    "has nothing at %j",
    async (key) => {
      expect(await place.blobs.get(key)).toBeNull();
      await place.blobs.delete(key);
    },
  );

  it.each([0, 1000, 12 * 2 ** 20])(
    "rejects with the source's own error after %d bytes and keeps nothing",
    async (size) => {
      const fault = new Error("the client left");
      await expect(place.blobs.put(inChunks(randomBytes(size), 64 * 1024, fault))).rejects.toBe(fault);
      expect(await place.remains()).toEqual([]);
      expect(await all(place.blobs.list())).toEqual([]);
    },
  );

  it("lists what it holds, with its time", async () => {
    const before = Date.now() - 2000;
    const stored = await Promise.all(
      Array.from({ length: 7 }, (_, index) => place.blobs.put(inChunks(Buffer.from(`${index}`)))),
    );
    const listed = await all(place.blobs.list());
    expect(listed.map(({ key }) => key).sort()).toEqual(stored.map(({ key }) => key).sort());
    for (const { createdAt } of listed) expect(createdAt).toBeGreaterThan(before);
  });

  it("cleaning unfinished uploads away leaves the finished", async () => {
    const { key } = await place.blobs.put(inChunks(Buffer.from("kept")));
    await place.blobs.clean(Date.now() + 60_000);
    expect(String(await read(await place.blobs.get(key)))).toBe("kept");
  });
});

it("what a killed process left in the folder goes once it is old enough", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "natter-blobs-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const blobs = createDiskBlobStore(root);
  await blobs.put(inChunks(Buffer.from("first")));
  for (const name of ["old", "young"]) await writeFile(path.join(root, "unfinished", name), "half");
  await utimes(path.join(root, "unfinished", "old"), 1, 1);
  await blobs.clean(Date.now() - 60_000);
  expect(await readdir(path.join(root, "unfinished"))).toEqual(["young"]);
});

it("a bucket that takes nothing rejects, and holds no parts", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  onTestFinished(() => void vi.unstubAllEnvs());
  await using double = await startS3Double();
  const blobs = await openBlobStore(`s3://bucket?endpoint=${encodeURIComponent(double.endpoint)}`);
  double.breakDown();
  await expect(blobs.put(inChunks(Buffer.from("x")))).rejects.toThrow();
  expect(double.objects.size + double.unfinished.size).toBe(0);
});

it("a bucket's address names its parts", () => {
  expect(readBucket("s3://b/some/folder/?region=eu-west-1&endpoint=https://s3.test")).toEqual({
    bucket: "b",
    prefix: "some/folder/",
    region: "eu-west-1",
    endpoint: "https://s3.test",
  });
  expect(readBucket("s3://b")).toMatchObject({ prefix: "", region: "us-east-1", endpoint: null });
  expect(readBucket("/var/files")).toBeNull();
});
