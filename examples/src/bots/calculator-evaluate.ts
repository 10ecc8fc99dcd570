/** The value of an expression, or a sentence that says what is wrong with it. */
export type Evaluation = { ok: true; value: number } | { ok: false; message: string };

/** Strangers write these texts: length and depth bound the work, size bounds the answer. */
export const bounds = { maxChars: 200, maxDepth: 40, maxValue: 1e15 } as const;

const constants: Record<string, number> = { pi: Math.PI, e: Math.E };
const functions: Record<string, { apply: (...values: number[]) => number; isVariadic?: true }> = {
  sqrt: { apply: Math.sqrt },
  abs: { apply: Math.abs },
  round: { apply: Math.round },
  floor: { apply: Math.floor },
  ceil: { apply: Math.ceil },
  min: { apply: Math.min, isVariadic: true },
  max: { apply: Math.max, isVariadic: true },
};

class Fault extends Error {}

/**
 * Calculates + - * / ^ ( ), decimals, signs, `pi`, `e` and the functions above. As in mathematics ^ binds
 * to the right and before a sign: 2^3^2 is 512, -2^2 is -4.
 */
export function evaluate(expression: string): Evaluation {
  if (expression.length > bounds.maxChars) {
    return { ok: false, message: `That is longer than ${bounds.maxChars} characters.` };
  }
  try {
    return { ok: true, value: new Parser(expression).parse() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, message: error.message };
    throw error;
  }
}

/** Recursive descent: a method for each level of binding, from the loosest to the tightest. */
class Parser {
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;

  constructor(expression: string) {
    // What phones and word processors write in place of the plain signs.
    const plain = expression.toLowerCase().replaceAll("×", "*").replaceAll("÷", "/").replaceAll("−", "-");
    this.#tokens = plain.match(/\d+(?:\.\d+)?|\.\d+|[a-z]+|\S/gu) ?? [];
  }

  parse(): number {
    const value = this.#sum();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new Fault(`I do not understand "${rest}" there.`);
    return value;
  }

  #sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#take("+")) value = bounded(value + this.#product());
      else if (this.#take("-")) value = bounded(value - this.#product());
      else return value;
    }
  }

  #product(): number {
    let value = this.#signed();
    for (;;) {
      if (this.#take("*")) value = bounded(value * this.#signed());
      else if (this.#take("/")) value = divided(value, this.#signed());
      else return value;
    }
  }

  #signed(): number {
    return this.#deeper(() => {
      if (this.#take("-")) return -this.#signed();
      if (this.#take("+")) return this.#signed();
      const base = this.#atom();
      return this.#take("^") ? bounded(base ** this.#signed()) : base;
    });
  }

  #atom(): number {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Fault("Something is missing at the end.");
    if (/^[\d.]*\d$/u.test(token)) return bounded(Number(token));
    if (token === "(") return this.#closed(this.#sum());
    // Own keys only: "constructor" is no function of a calculator.
    if (Object.hasOwn(constants, token)) return constants[token] ?? Number.NaN;
    if (Object.hasOwn(functions, token)) return this.#call(token);
    throw new Fault(`I do not understand "${token}" there.`);
  }

  #call(name: string): number {
    const known = functions[name];
    if (!known || !this.#take("(")) throw new Fault(`Write ${name} with brackets, such as ${name}(2).`);
    const values = [this.#sum()];
    while (this.#take(",")) values.push(this.#sum());
    if (values.length > 1 && !known.isVariadic) throw new Fault(`${name} takes one number.`);
    return bounded(this.#closed(known.apply(...values)));
  }

  #closed(value: number): number {
    if (!this.#take(")")) throw new Fault("A closing bracket is missing.");
    return value;
  }

  #deeper(inner: () => number): number {
    if (++this.#depth > bounds.maxDepth)
      throw new Fault(`That is nested deeper than ${bounds.maxDepth} levels.`);
    const value = inner();
    this.#depth--;
    return value;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}

function divided(value: number, by: number): number {
  if (by === 0) throw new Fault("I cannot divide by zero.");
  return bounded(value / by);
}

function bounded(value: number): number {
  if (Number.isNaN(value)) throw new Fault("That has no real result.");
  if (Math.abs(value) > bounds.maxValue) throw new Fault("That number is too large for me.");
  return value;
}
