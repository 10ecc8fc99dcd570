import { BotName, parse } from "@natter/protocol";
import * as v from "valibot";

const BotEntry = v.strictObject({
  name: BotName,
  /** A path that begins with a dot or a slash, else a package. */
  module: v.pipe(v.string("must be a path or a package's name"), v.minLength(1, "must not be empty")),
  /** What the module exports: a bot, or a function that is given `options` and returns one. */
  export: v.optional(v.pipe(v.string("must be a text"), v.minLength(1, "must not be empty")), "default"),
  options: v.optional(v.unknown()),
  /** Whether its conversations end when it leaves: those that begin from then on. */
  required: v.optional(v.boolean("must be true or false"), false),
  /** Whether it decides what other bots hear and people see. At most one bot of the server. */
  manager: v.optional(v.boolean("must be true or false"), false),
});

/** A bot that runs inside the server. */
export type BotEntry = v.InferOutput<typeof BotEntry>;

/** The bots of a configuration file. Every fault names its entry. */
export const BotEntries = v.pipe(
  v.array(v.unknown(), "must be a list of {name, module}"),
  v.rawTransform<unknown[], BotEntry[]>(({ dataset, addIssue, NEVER }) => {
    const entries: BotEntry[] = [];
    const faults: string[] = [];
    dataset.value.forEach((value, index) => {
      const result = parse(BotEntry, value);
      const title = titleOf(value, index);
      if (!result.ok)
        faults.push(...result.faults.map(({ field, message }) => `${title}: ${field} ${message}`));
      else if (entries.some(({ name }) => name === result.value.name)) faults.push(`${title} is there twice`);
      else entries.push(result.value);
    });
    for (const message of faults) addIssue({ message });
    return faults.length > 0 ? NEVER : entries;
  }),
);

function titleOf(value: unknown, index: number): string {
  const name = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  return typeof name === "string" && name !== "" ? `the bot "${name}"` : `bot number ${index + 1}`;
}
