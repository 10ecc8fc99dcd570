import * as v from "valibot";
import { countKeys, isDeeperThan } from "./json-shape.js";
import { limits } from "./limits.js";

/** U+0000 cannot be stored by PostgreSQL, and an unpaired surrogate cannot be stored as UTF-8 by anyone. */
export const storable = v.check<string, string>(
  (text) => !text.includes("\0") && text.isWellFormed(),
  "contains U+0000 or half of a surrogate pair, which cannot be stored; remove it",
);

/** Not only white space and what leaves no mark, such as U+200B. */
const visible = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const emptyMessage = "is empty; give at least one visible character";
const filled = v.regex<string, string>(visible, emptyMessage);

/** What is wrong with a text that nobody would see, or null. */
export function emptyFault(text: string): string | null {
  return visible.test(text) ? null : emptyMessage;
}

/** What a name must not have: it would end its line, or turn the direction of the text around it. */
const unfitForNames = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const fitForNames = v.check<string, string>(
  (text) => text.search(unfitForNames) < 0,
  "contains line breaks, control characters or marks that turn the direction of text; remove them",
);

const lengthMessage = (max: number) => `is longer than ${max} characters; shorten it`;

/** Text of 1 to `max` characters, of which people see one at least. */
export const filledText = (max: number) =>
  v.pipe(v.string("must be a string"), v.maxLength(max, lengthMessage(max)), filled, storable);

/** Text of at most `max` characters that may be empty, such as the caption of a file. */
export const anyText = (max: number) =>
  v.pipe(v.string("must be a string"), v.maxLength(max, lengthMessage(max)), storable);

/** A name somebody may leave blank: one line, trimmed, at most `max` characters; empty where nobody would see it. */
export const shortName = (max: number) =>
  v.pipe(
    v.string("must be a string"),
    v.trim(),
    v.maxLength(max, lengthMessage(max)),
    storable,
    fitForNames,
    v.transform((name) => (visible.test(name) ? name : "")),
  );

/** The same, where there has to be one. */
export const filledName = (max: number) =>
  v.pipe(
    v.string("must be a string"),
    v.trim(),
    v.maxLength(max, lengthMessage(max)),
    filled,
    storable,
    fitForNames,
  );

/** A name that came from elsewhere, made one that `shortName` takes. */
export function asShortName(name: string, max: number): string {
  const line = name.toWellFormed().replace(unfitForNames, " ").replace(/\s+/gu, " ").trim();
  // By what people see as one character, so that none is cut in half.
  let cut = "";
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (cut.length + segment.length > max) break;
    cut += segment;
  }
  return visible.test(cut) ? cut.trim() : "";
}

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

/** A whole number from `min` to `max`. */
export const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(min, min === 0 ? "must not be negative" : `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
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
