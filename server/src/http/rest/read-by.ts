import { parse } from "@natter/protocol";
import type * as v from "valibot";
import { invalidInput } from "../../errors.js";
import { localIdOf } from "../local-id-of.js";

/** Reads a part of a request by its schema. Throws `invalid`, naming the fields, and the message if it had a name. */
export function readBy(schema: v.GenericSchema, value: unknown, part: "path" | "query" | "body"): unknown {
  const result = parse(schema, value);
  if (result.ok) return result.value;
  // `parse` calls a fault of the whole a fault of the body.
  const faults = result.faults.map((fault) => (fault.field === "body" ? { ...fault, field: part } : fault));
  throw invalidInput(faults, localIdOf(value));
}
