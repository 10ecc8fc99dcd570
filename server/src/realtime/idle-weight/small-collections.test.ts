import fc from "fast-check";
import { expect, test } from "vitest";
import { SmallMap } from "./small-map.js";
import { SmallSet } from "./small-set.js";

const key = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  fc.record({ do: fc.constant("put" as const), key, value: fc.nat(3) }),
  fc.record({ do: fc.constant("delete" as const), key }),
  fc.record({ do: fc.constant("clear" as const) }),
);

test("after any steps a small set says what a set says", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const small = new SmallSet<string>();
      const real = new Set<string>();
      for (const one of steps) {
        if (one.do === "put") expect(small.add(one.key)).toBe(small);
        if (one.do === "put") real.add(one.key);
        else if (one.do === "delete") expect(small.delete(one.key)).toBe(real.delete(one.key));
        else for (const set of [small, real]) set.clear();
        const visited: string[] = [];
        small.forEach((value) => void visited.push(value));
        expect([...small]).toEqual([...real]);
        expect(visited).toEqual([...real]);
        expect(small.size).toBe(real.size);
        for (const name of ["a", "b", "c"]) expect(small.has(name)).toBe(real.has(name));
      }
    }),
  );
});

test("after any steps a small map says what a map says", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(3))), fc.array(step), (entries, steps) => {
      const small = new SmallMap<string, number>(entries);
      const real = new Map<string, number>(entries);
      for (const one of steps) {
        if (one.do === "put") expect(small.set(one.key, one.value)).toBe(small);
        if (one.do === "put") real.set(one.key, one.value);
        else if (one.do === "delete") expect(small.delete(one.key)).toBe(real.delete(one.key));
        else for (const map of [small, real]) map.clear();
        expect([...small]).toEqual([...real]);
        expect([...small.values()]).toEqual([...real.values()]);
        expect(small.size).toBe(real.size);
        for (const name of ["a", "b", "c"]) {
          expect(small.has(name)).toBe(real.has(name));
          expect(small.get(name)).toBe(real.get(name));
        }
      }
    }),
  );
});
