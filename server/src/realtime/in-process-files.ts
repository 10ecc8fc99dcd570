import { type Answer, type BotHost, NewBotFile, parse } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { failure, invalidInput, NatterError, toWireError } from "../errors.js";
import { expectedFailure } from "../expected-failure.js";
import { findFile } from "../files/find-file.js";
import { uploadBotFile } from "../files/upload-bot-file.js";

/** What a bot does over HTTP with files, without HTTP: the same verbs, the same refusals. */
export function createHostFiles(
  actor: BotActor,
  core: Core,
  onFault: (error: unknown) => void,
): Pick<BotHost, "upload" | "open"> {
  const answer = async <T>(work: () => Promise<T>): Promise<Answer<T>> => {
    try {
      return { ok: true, data: await work() };
    } catch (error) {
      const known = expectedFailure(error);
      if (!(known instanceof NatterError)) onFault(error);
      return { ok: false, error: toWireError(known, "en") };
    }
  };
  return {
    upload: ({ type, name, bytes }) =>
      answer(async () => {
        const read = parse(NewBotFile, { type });
        if (!read.ok) throw invalidInput(read.faults);
        return uploadBotFile(core, actor, read.value.type, { name, bytes });
      }),

    open: (url) =>
      answer(async () => {
        // The base is for addresses that are paths; a signature is checked whatever stands before the path.
        const { pathname, searchParams } = new URL(url, "http://host.invalid");
        const key = /^\/api\/v1\/files\/([\w-]+)$/u.exec(pathname)?.[1] ?? "";
        const file = await findFile(core, null, key, {
          expires: searchParams.get("expires") ?? undefined,
          signature: searchParams.get("signature") ?? undefined,
        });
        const bytes = await core.blobs.get(file.key);
        if (bytes) return bytes;
        throw failure("not_found", "file.none");
      }),
  };
}
