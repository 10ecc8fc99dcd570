import type { FileMessageType } from "@natter/protocol";

/* Containers tell by their first bytes only that there may be a picture in them; recorders put sound alone there. */
const soundIn: Record<string, string> = {
  "video/webm": "audio/webm",
  "video/matroska": "audio/webm",
  "video/mp4": "audio/mp4",
  "video/quicktime": "audio/mp4",
  "video/3gpp": "audio/mp4",
  "video/ogg": "audio/ogg",
  "application/ogg": "audio/ogg",
};

/** The type that a file is kept and served as; null where it is not what its message says. */
export function storedType(type: FileMessageType, detected: string): string | null {
  switch (type) {
    case "image":
      // Markup that draws is markup, and runs scripts.
      return detected.startsWith("image/") && !isMarkup(detected) ? detected : null;
    case "video":
      return detected.startsWith("video/") ? detected : null;
    case "audio":
    case "voice":
      return detected.startsWith("audio/") ? detected : (soundIn[detected] ?? null);
    case "attachment":
      return isMarkup(detected) ? "text/plain" : detected;
  }
}

const isMarkup = (mimeType: string) => /html|xml|svg|script/u.test(mimeType);
