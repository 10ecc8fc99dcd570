import { limits } from "@natter/protocol";

/* U+061C, U+200E…: marks and overrides of direction, by which `fdp.exe` reads as `exe.pdf`; and what nobody sees. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;
/* What some file system or shell gives a meaning to. */
const meaningful = /[<>:"|?*]/gu;
/* https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|$)/iu;

/** A name that is safe to show and to save under: of any path its last part, at most 255 bytes, its ending kept. */
export function cleanFileName(name: string): string {
  const last = name.toWellFormed().normalize("NFC").split(/[/\\]/u).at(-1) ?? "";
  const bare = last
    .replace(unseen, "")
    .replace(meaningful, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  const named = bare === "" ? "file" : bare;
  return shorten(reserved.test(named) ? `_${named}` : named, limits.fileNameMaxBytes);
}

function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const ending = /\.[^.\s]{1,16}$/u.exec(name)?.[0] ?? "";
  // By what people see as one character, so that none is cut in half.
  const graphemes = [...new Intl.Segmenter().segment(name.slice(0, name.length - ending.length))];
  let room = maxBytes - Buffer.byteLength(ending);
  let stem = "";
  for (const { segment } of graphemes) {
    room -= Buffer.byteLength(segment);
    if (room < 0) break;
    stem += segment;
  }
  return `${stem.trimEnd()}${ending}`;
}
