import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounds, evaluate } from "./calculator-evaluate.js";

/** An expression in full brackets, with the value that JavaScript gives it. */
interface Known {
  written: string;
  value: number;
}

const { tree } = fc.letrec<{ tree: Known }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: 0, max: 99 }).map((number) => ({ written: String(number), value: number })),
    tie("tree").map(({ written, value }) => ({ written: `(-${written})`, value: -value })),
    fc.tuple(tie("tree"), fc.constantFrom("+", "-", "*"), tie("tree")).map(([left, sign, right]) => ({
      written: `(${left.written} ${sign} ${right.written})`,
      value:
        sign === "+"
          ? left.value + right.value
          : sign === "-"
            ? left.value - right.value
            : left.value * right.value,
    })),
  ),
}));

describe("the calculator", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 - 4 - 3", 3],
    ["24 / 4 / 2", 3],
    ["2^3^2", 512],
    ["-2^2", -4],
    ["2^-1", 0.5],
    ["2 - -3", 5],
    ["--+3", 3],
    [".5 + 1.25", 1.75],
    ["6 × 7 ÷ 2 − 1", 20],
    ["sqrt(16) + ABS(-3)", 7],
    ["max(1, 2 * 3, 4) - min(5, 4)", 2],
    ["round(2 * pi) + floor(e) + ceil(0.2)", 9],
  ])("knows that %s is %d", (expression, value) => {
    expect(evaluate(expression)).toEqual({ ok: true, value });
  });

  it.each([
    ["", "Something is missing at the end."],
    ["1 +", "Something is missing at the end."],
    ["(1", "A closing bracket is missing."],
    ["1)", 'I do not understand ")" there.'],
    ["1 2", 'I do not understand "2" there.'],
    ["1.2.3", 'I do not understand ".3" there.'],
    ["2 $ 2", 'I do not understand "$" there.'],
    ["constructor(1)", 'I do not understand "constructor" there.'],
    ["sqrt 4", "Write sqrt with brackets, such as sqrt(2)."],
    ["sqrt(1, 2)", "sqrt takes one number."],
    ["1 / (2 - 2)", "I cannot divide by zero."],
    ["sqrt(-1)", "That has no real result."],
    ["0^-1", "That number is too large for me."],
    ["9^9^9", "That number is too large for me."],
    ["(".repeat(60), "That is nested deeper than 40 levels."],
    ["-".repeat(60), "That is nested deeper than 40 levels."],
    ["2^".repeat(60), "That is nested deeper than 40 levels."],
    ["1".repeat(201), "That is longer than 200 characters."],
  ])("says what is wrong with %j", (expression, message) => {
    expect(evaluate(expression)).toEqual({ ok: false, message });
  });

  it("gives every expression within its bounds the value of arithmetic", () => {
    fc.assert(
      fc.property(tree, ({ written, value }) => {
        const result = evaluate(written);
        if (result.ok) expect(result.value + 0).toBe(value + 0);
        else expect(result.message).toMatch(/^That (is (longer|nested)|number is too large)/u);
      }),
    );
  });

  it("answers any text at all with a bounded number or a sentence", () => {
    const nearMiss = fc.string({
      unit: fc.constantFrom(..."0123456789.+-*/^(), sqrtmaxpie"),
      maxLength: 250,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), nearMiss), (expression) => {
        const result = evaluate(expression);
        if (result.ok) expect(Math.abs(result.value)).toBeLessThanOrEqual(bounds.maxValue);
        else expect(result.message).toMatch(/\.$/u);
      }),
      { numRuns: 1000 },
    );
  });
});
