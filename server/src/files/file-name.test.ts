import { limits } from "@natter/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cleanFileName } from "./file-name.js";

it.each([
  ["report.pdf", "report.pdf"],
  ["Über uns — 2026.docx", "Über uns — 2026.docx"],
  ["../../../etc/passwd", "passwd"],
  ["..\\..\\windows\\system.ini", "system.ini"],
  ["a/b/", "file"],
  ["", "file"],
  ["...", "file"],
  [".htaccess", "htaccess"],
  ["invoice\u202efdp.exe", "invoicefdp.exe"],
  ["a\u2066b\u2069c\u200f.txt", "abc.txt"],
  ["line\r\nbreak\u0000.txt", "linebreak.txt"],
  ["what?.txt", "what_.txt"],
  ['<a href="x">.html', "_a href=_x__.html"],
  ["CON", "_CON"],
  ["nul.txt", "_nul.txt"],
  ["COM1.tar.gz", "_COM1.tar.gz"],
  ["console.txt", "console.txt"],
  ["e\u0301.txt", "é.txt"],
  ["\ud800.txt", "\ufffd.txt"],
  ["trailing. . ", "trailing"],
])("[F21] the name %j becomes %j", (name, clean) => {
  expect(cleanFileName(name)).toBe(clean);
});

it("[F21] a long name keeps its ending and is cut between characters", () => {
  const family = "👨‍👩‍👧";
  expect(cleanFileName(`${"a".repeat(400)}.jpeg`)).toBe(`${"a".repeat(250)}.jpeg`);
  expect(cleanFileName(`${"é".repeat(400)}.tar.gz`)).toMatch(/^é+\.gz$/u);
  expect(cleanFileName(`${"ä".repeat(200)}.${"x".repeat(60)}`)).toMatch(/^ä+$/u);
  expect(Buffer.byteLength(cleanFileName(family.repeat(60)))).toBeLessThanOrEqual(limits.fileNameMaxBytes);
});

it("[F21] whatever is given, what comes out is a name, and coming in again it stays the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const clean = cleanFileName(name);
      expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(limits.fileNameMaxBytes);
      expect(clean).toMatch(/^[^/\\\p{Cc}\p{Cf}<>:"|?*]+$/u);
      expect(clean).not.toMatch(/^\.|[.\s]$/u);
      expect(clean.isWellFormed()).toBe(true);
      expect(cleanFileName(clean)).toBe(clean);
    }),
    { numRuns: 2000, seed: 20_261_120 },
  );
});
