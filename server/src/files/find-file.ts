import type { Actor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { permit, requirePresent } from "../chat/policy.js";
import { failure } from "../errors.js";
import type { FileEntity } from "../store/entities.js";

/**
 * The file, for who has its signed address, takes part in its conversation, or administrates. Knowing its key alone
 * is not enough. Rejects with `forbidden` or `not_found`.
 */
export async function findFile(
  core: Core,
  actor: Actor | null,
  key: string,
  { expires, signature }: { expires?: string | undefined; signature?: string | undefined },
): Promise<FileEntity> {
  const isSigned = expires !== undefined && signature !== undefined;
  const verdict = isSigned ? core.fileUrls.check(key, expires, signature) : "wrong";
  if (verdict !== "valid" && actor === null) {
    throw failure("forbidden", verdict === "expired" ? "file.expired" : "file.unsigned");
  }
  const file = await core.store.files.find(key);
  if (!file) throw failure("not_found", "file.none");
  if (verdict === "valid" || actor === null) return file;
  // Nobody's but its bot's until a message carries it.
  if (file.conversationId === null) throw failure("not_found", "file.none");
  permit("file.read", actor, file.conversationId);
  await requirePresent(core, actor);
  // What a manager holds, nobody sees.
  if (actor.kind === "visitor" && !(await core.store.files.isPublished(key)))
    throw failure("not_found", "file.none");
  return file;
}
