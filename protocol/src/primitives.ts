import * as v from "valibot";
import { countKeys, isDeeperThan } from "./json-shape.js";
import { limits } from "./limits.js";

/** U+0000 cannot be stored by PostgreSQL, and an unpaired surrogate cannot be stored as UTF-8 by anyone. */
export const storable = v.check<string, string>(
  (text) => !text.includes("\0") && text.isWellFormed(),
  "contains U+0000 or half of a surrogate pair, which cannot be stored; remove it",
);

const lengthMessage = (max: number) => `is longer than ${max} characters; shorten it`;

/** Text of 1 to `max` characters that is not only white space. */
export const filledText = (max: number) =>
  v.pipe(
    v.string("must be a string"),
    v.maxLength(max, lengthMessage(max)),
    v.regex(/\S/u, "is empty; give at least one visible character"),
    storable,
  );

/** Text of at most `max` characters that may be empty, such as the caption of a file. */
export const anyText = (max: number) =>
  v.pipe(v.string("must be a string"), v.maxLength(max, lengthMessage(max)), storable);

/** A name somebody may leave blank: trimmed, at most `max` characters. */
export const shortName = (max: number) =>
  v.pipe(v.string("must be a string"), v.trim(), v.maxLength(max, lengthMessage(max)), storable);

/** An opaque identifier that the server made. */
export const Id = v.pipe(
  v.string("must be a string"),
  v.regex(/^[\w-]{1,64}$/u, "is not an id: ids have 1 to 64 letters, digits, - or _"),
);

/** The sender's own name for a message: the same localId twice is the same message. */
export const LocalId = v.pipe(
  v.string("must be a string; make one per message, such as a UUID"),
  v.minLength(1, "is empty; make one per message, such as a UUID"),
  v.maxLength(limits.localIdMaxChars, lengthMessage(limits.localIdMaxChars)),
  storable,
);

/** Milliseconds since 1970-01-01T00:00Z. */
export const Time = v.pipe(v.number("must be a number of milliseconds"), v.integer("must be a whole number"));

/** A position in a conversation's order: 0 is before everything. */
export const Position = v.pipe(
  v.number("must be a number"),
  v.safeInteger("must be a whole number"),
  v.minValue(0, "must not be negative"),
);

/** How many entries a page may have, as a query string says it: from 1 to `max`. */
export const pageLimit = (max: number, otherwise: number) =>
  v.optional(
    v.pipe(
      v.string("must be given once"),
      v.regex(/^\d{1,9}$/u, "must be a whole number"),
      v.transform(Number),
      v.minValue(1, "must be at least 1"),
      v.maxValue(max, `must be at most ${max}`),
    ),
    String(otherwise),
  );

export const Metadata = v.pipe(
  v.record(v.string(), v.unknown(), "must be an object"),
  // Before anything that recurses, such as JSON.stringify.
  v.check(
    (value) => !isDeeperThan(value, limits.metadataMaxDepth),
    `is nested deeper than ${limits.metadataMaxDepth} levels; flatten it`,
  ),
  v.check(
    (value) => countKeys(value) <= limits.metadataMaxKeys,
    `has more than ${limits.metadataMaxKeys} keys over all levels; store it elsewhere and send a reference`,
  ),
  v.check(
    (value) => utf8Bytes(JSON.stringify(value)) <= limits.metadataMaxBytes,
    `is larger than ${limits.metadataMaxBytes} bytes of JSON; store it elsewhere and send a reference`,
  ),
  v.check(
    (value) => !JSON.stringify(value).includes("\\u0000"),
    "contains U+0000, which cannot be stored; remove it",
  ),
);
export type Metadata = v.InferOutput<typeof Metadata>;

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
