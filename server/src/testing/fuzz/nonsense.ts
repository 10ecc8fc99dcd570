import type { Random } from "./random.js";

const texts = [
  "",
  " ",
  "\n",
  "a",
  "hello",
  "\0",
  "\ud800",
  "x\udc00",
  "é".repeat(300),
  "x".repeat(10_001),
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "<script>",
  "'; drop table messages; --",
  "#{7*7}",
  "🙂🙂",
  "NaN",
];
const numbers = [
  0,
  -1,
  1,
  0.5,
  -0,
  1e21,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 53 + 2,
  4_294_967_296,
  Number.MIN_VALUE,
];

/** Any JSON value, mostly small and sometimes absurd. */
export function nonsense(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 5 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick(numbers);
  if (kind <= 4) return random.pick(texts);
  if (kind === 5) return Array.from({ length: random.below(5) }, () => nonsense(random, depth + 1));
  if (kind === 6 && random.chance(0.05)) return JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`);
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [random.pick(texts), nonsense(random, depth + 1)]),
  );
}

/** A good value with something wrong in it: a field changed, missing or added. Now and then nothing. */
export function spoilt(random: Random, good: Record<string, unknown>): unknown {
  if (random.chance(0.1)) return nonsense(random);
  const value: Record<string, unknown> = { ...good };
  for (let changes = random.below(3); changes > 0; changes -= 1) {
    const names = Object.keys(value);
    const name = random.chance(0.2) || names.length === 0 ? random.pick(texts) : random.pick(names);
    if (random.chance(0.2)) delete value[name];
    else
      Object.defineProperty(value, name, { value: nonsense(random), enumerable: true, configurable: true });
  }
  return value;
}

/** A text with bytes flipped, cut, doubled or put in. */
export function mangled(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const how = random.below(5);
  if (how === 0) return text.slice(0, at);
  if (how === 1) return text.slice(0, at) + random.pick(texts) + text.slice(at);
  if (how === 2) return text.slice(0, at) + String.fromCharCode(random.below(65_536)) + text.slice(at + 1);
  if (how === 3) return text + text;
  return text.slice(at) + text.slice(0, at);
}
