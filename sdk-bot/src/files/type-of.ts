import type { FileMessageType } from "@natter/protocol";

/* What the server shows as more than an attachment. SVG is markup, and stays one. */
const typesByEnding = new Map<string, FileMessageType>([
  ...endings("image", "png jpg jpeg gif webp avif"),
  ...endings("audio", "mp3 wav ogg oga m4a flac aac opus"),
  ...endings("video", "mp4 webm mov m4v"),
]);

/** The type of message that a file goes as, by its MIME type where that says enough, else by the name's ending. */
export function typeOf(name: string, mimeType = ""): FileMessageType {
  const [kind, format = ""] = mimeType.split("/");
  if (!format.includes("xml") && (kind === "image" || kind === "audio" || kind === "video")) return kind;
  if (mimeType !== "") return "attachment";
  const ending = /\.(\w+)$/u.exec(name)?.[1]?.toLowerCase() ?? "";
  return typesByEnding.get(ending) ?? "attachment";
}

function endings(type: FileMessageType, list: string): [string, FileMessageType][] {
  return list.split(" ").map((ending) => [ending, type]);
}
