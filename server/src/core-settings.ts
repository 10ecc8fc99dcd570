import type { CoreSettings } from "./chat/core.js";
import type { Config } from "./config.js";

/** What the core has to know of the server's settings. */
export function coreSettingsOf(config: Config): CoreSettings {
  return {
    roomsEnabled: config.roomsEnabled,
    fileMaxBytes: {
      voice: config.maxVoiceBytes,
      audio: config.maxAudioBytes,
      video: config.maxVideoBytes,
      image: config.maxImageBytes,
      attachment: config.maxAttachmentBytes,
    },
    peopleLinkFiles: config.peopleLinkFiles,
    maxHops: config.maxHops,
    retry: { maxFailures: 5, maxAttempts: 50, firstDelayMs: 500, maxDelayMs: 60_000 },
  };
}
