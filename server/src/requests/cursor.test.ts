import fc from "fast-check";
import { expect, test } from "vitest";
import { createCursors } from "./cursor.js";

const secret = "a secret of more than thirty-two characters";
const cursors = createCursors(secret);
const walk = { filters: { botId: "b", isAggregation: false }, upTo: 100, after: 51 };

test("a cursor opens to the walk that was sealed, and fits into a URL", () => {
  const text = cursors.seal(walk);
  expect(cursors.open(text)).toEqual(walk);
  expect(encodeURIComponent(text)).toBe(text);
});

test("a cursor with any character changed does not open [F241]", () => {
  const text = cursors.seal(walk);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."Aa0_-.Zz"), (at, replacement) => {
      const forged = text.slice(0, at) + replacement + text.slice(at + 1);
      const opened = cursors.open(forged);
      // The last character of base64url has bits that mean nothing, so another text may be the same signature.
      if (forged !== text && at < text.length - 1) expect(opened).toBeNull();
      if (opened !== null) expect(opened).toEqual(walk);
    }),
  );
});

test("neither rubbish nor another server's cursor opens [F241]", () => {
  for (const text of ["", ".", "e30.", "..", "e30.AAAA", "a.b.c", `${cursors.seal(walk)}.x`]) {
    expect(cursors.open(text)).toBeNull();
  }
  expect(createCursors(`${secret}!`).open(cursors.seal(walk))).toBeNull();
});
