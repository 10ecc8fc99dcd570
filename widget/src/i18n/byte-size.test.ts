import { expect, it } from "vitest";
import { byteSize } from "./byte-size.js";

it.each([
  [1, "en", "1 byte"],
  [999, "en", "999 bytes"],
  [1000, "en", "1 kB"],
  [1_440_000, "en", "1.4 MB"],
  [1_440_000, "pt", "1,4 MB"],
  [52_428_800, "de", "52,4 MB"],
  [7e12, "en", "7,000 GB"],
])("%d bytes read in %s as %s", (bytes, language, text) => {
  expect(byteSize(bytes, language).replace(/\s/gu, " ")).toBe(text);
});
