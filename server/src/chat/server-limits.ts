import { limits, type ServerLimits } from "@natter/protocol";
import type { Core } from "./core.js";

/** What this server takes. */
export function serverLimits({ settings }: Pick<Core, "settings">): ServerLimits {
  return {
    textMaxChars: limits.textMaxChars,
    localIdMaxChars: limits.localIdMaxChars,
    nicknameMaxChars: limits.nicknameMaxChars,
    nameMaxChars: limits.nameMaxChars,
    botsMaxCount: limits.botsMaxCount,
    metadataMaxBytes: limits.metadataMaxBytes,
    feedPageMax: limits.feedPageMax,
    bodyMaxBytes: limits.frameMaxChars,
    fileMaxBytes: { ...settings.fileMaxBytes },
  };
}
