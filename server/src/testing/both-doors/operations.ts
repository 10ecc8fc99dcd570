import fc from "fast-check";

const door = fc.constantFrom("rest", "socket");
/** Who does it: the first has created the conversation and stays to the end. */
const who = fc.nat(3);
const which = fc.nat(9);
const text = fc.constantFrom("hello", "olá", "👋", "'); drop table messages; --");

/** What can happen in a conversation. Names are few, so that repeats and conflicts are frequent. */
export const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      who,
      door,
      localId: fc.constantFrom("a", "b", "c", "d"),
      text,
      /** What it quotes, if anything. */
      quotes: fc.option(which),
    }),
  },
  /** Once more what was acknowledged before, whatever became of it since. */
  { weight: 3, arbitrary: fc.record({ do: fc.constant("repeat" as const), door, which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit" as const), who, door, which, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), who, door, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("rename" as const),
      who,
      door,
      nickname: fc.constantFrom("Ann", "Bea"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("mark" as const), who, seq: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("join" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("leave" as const), who: fc.integer({ min: 1, max: 3 }), door }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end" as const), who, door }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("answer" as const), text }) },
);
export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Many at once, then the next many: what races and what follows are both tried. */
export const operations = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { maxLength: 10 });
