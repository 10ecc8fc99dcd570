import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, guarded } from "./csv.js";

/** A reader of RFC 4180, written from the RFC and not from the writer. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const line: string[] = [];
    for (;;) {
      let cell = "";
      if (text[at] === '"') {
        at += 1;
        while (text[at] !== '"' || text[at + 1] === '"') {
          if (text[at] === undefined) throw new Error("a quoted cell does not end");
          if (text[at] === '"') at += 1;
          cell += text[at];
          at += 1;
        }
        at += 1;
      } else {
        while (text[at] !== undefined && text[at] !== "," && text[at] !== "\r") {
          cell += text[at];
          at += 1;
        }
      }
      line.push(cell);
      if (text[at] !== ",") break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== "\r\n") throw new Error(`a line does not end at ${at}`);
    at += 2;
    lines.push(line);
  }
  return lines;
}

const nastyText = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", "'", "1", ".", "a", "é", "😀"),
  }),
);

test("whatever is written as CSV reads back the same, apart from the guard [F95]", () => {
  fc.assert(
    fc.property(fc.array(fc.array(nastyText, { minLength: 1 }), { minLength: 1 }), (lines) => {
      const read = parseCsv(lines.map((line) => csvLine(line)).join(""));
      expect(read).toEqual(lines.map((line) => line.map(guarded)));
    }),
  );
});

test("no cell reads as a formula, and plain numbers stay numbers [F95]", () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const [[cell = ""] = []] = parseCsv(csvLine([text]));
      expect(/^[=+\-@\t\r]/u.test(cell) && Number.isNaN(Number(cell))).toBe(false);
      expect([text, `'${text}`]).toContain(cell);
    }),
  );
  expect(csvLine(["-12.5", "+3", 7, -7, true, null])).toBe("-12.5,+3,7,-7,true,\r\n");
  expect(csvLine(["=1+1", "-1+1", "@x", "\tx", "-"])).toBe("'=1+1,'-1+1,'@x,'\tx,'-\r\n");
});

test("objects are written as JSON in one cell", () => {
  expect(parseCsv(csvLine([{ text: 'a "b", c\r\n' }]))).toEqual([['{"text":"a \\"b\\", c\\r\\n"}']]);
});
