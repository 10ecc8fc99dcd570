import type { Core } from "../chat/core.js";

/** Younger than this, an upload may still be on its way to its row; on another node as well. */
const graceMs = 60 * 60_000;
/** So long a bot's upload waits for the effect that names it. */
const unusedMs = 24 * 60 * 60_000;
const pageSize = 500;

type Sweeping = Pick<Core, "store" | "blobs" | "submit" | "now">;

/** Removes what crashes and changes of mind left behind: unfinished uploads, unused files, bytes without a row. */
export async function sweepFiles(core: Sweeping): Promise<void> {
  const now = core.now();
  await core.blobs.clean(now - graceMs);
  await forgetUnused(core, now - unusedMs);
  const page: string[] = [];
  for await (const { key, createdAt } of core.blobs.list()) {
    if (createdAt >= now - graceMs) continue;
    page.push(key);
    if (page.length === pageSize) await deleteUnknown(core, page.splice(0));
  }
  if (page.length > 0) await deleteUnknown(core, page);
}

async function forgetUnused({ store, submit }: Sweeping, before: number): Promise<void> {
  for (;;) {
    const keys = await store.files.unused(before, pageSize);
    if (keys.length === 0) return;
    await submit({
      keys: { files: keys },
      apply(work) {
        for (const key of keys) if (work.file(key)?.conversationId === null) work.removeFile(key);
      },
    });
  }
}

async function deleteUnknown({ store, blobs }: Sweeping, keys: readonly string[]): Promise<void> {
  const known = await store.files.known(keys);
  for (const key of keys) if (!known.has(key)) await blobs.delete(key);
}
