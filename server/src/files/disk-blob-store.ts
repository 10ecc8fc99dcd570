import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { isBlobKey, newBlobKey } from "./blob-key.js";
import type { BlobStore } from "./blob-store.js";
import { measure } from "./measure.js";

/**
 * Blobs as files below `root`: `ab/cd/abcd…`, so that no folder grows large, and `unfinished/` while they come in.
 * Folders are made when they are needed. For several nodes `root` is a file system that they share.
 */
export function createDiskBlobStore(root: string): BlobStore {
  const unfinished = path.join(root, "unfinished");
  const fileOf = (key: string) => path.join(root, key.slice(0, 2), key.slice(2, 4), key);

  return {
    async put(source) {
      const key = newBlobKey();
      const draft = path.join(unfinished, key);
      await mkdir(unfinished, { recursive: true });
      const measured = measure(source);
      try {
        const file = await open(draft, "wx", 0o600);
        try {
          for await (const chunk of measured.chunks) await file.writeFile(chunk);
          await file.sync();
        } finally {
          await file.close();
        }
        await moveDurably(draft, fileOf(key));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      return { key, ...measured.result() };
    },

    async get(key, range) {
      if (!isBlobKey(key)) return null;
      const file = await unlessMissing(open(fileOf(key), "r"));
      // The stream closes the file, read to its end or not.
      return file?.createReadStream({ ...range, highWaterMark: 256 * 1024 }) ?? null;
    },

    async delete(key) {
      if (isBlobKey(key)) await rm(fileOf(key), { force: true });
    },

    async *list() {
      for (const outer of await foldersOf(root)) {
        for (const inner of await foldersOf(outer)) {
          for (const key of await namesIn(inner)) {
            const found = isBlobKey(key) ? await unlessMissing(stat(path.join(inner, key))) : null;
            if (found) yield { key, createdAt: found.mtimeMs };
          }
        }
      }
    },

    async clean(before) {
      for (const name of await namesIn(unfinished)) {
        const draft = path.join(unfinished, name);
        const found = await unlessMissing(stat(draft));
        if (found && found.mtimeMs < before) await rm(draft, { force: true });
      }
    },
  };
}

/** A name lasts only once its folder is synced, and the folder's own name in the one above. */
async function moveDurably(from: string, to: string): Promise<void> {
  const folder = path.dirname(to);
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
  await rename(from, to);
  await sync(folder);
  if (!isNew) return;
  await sync(path.dirname(folder));
  await sync(path.dirname(path.dirname(folder)));
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function foldersOf(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names.filter((name) => /^[\w-]{2}$/u.test(name)).map((name) => path.join(folder, name));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder))) ?? [];
}

async function unlessMissing<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
