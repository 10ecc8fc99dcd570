import * as v from "valibot";
import type { FieldFault } from "./errors.js";
import { isDeeperThan } from "./json-shape.js";
import { limits } from "./limits.js";

export type Parsed<T> = { ok: true; value: T } | { ok: false; faults: FieldFault[] };

/** Reads an unknown value by a schema. Faults name the field by its dotted path; `body` is the value itself. */
export function parse<const TSchema extends v.GenericSchema>(
  schema: TSchema,
  value: unknown,
): Parsed<v.InferOutput<TSchema>> {
  if (isDeeperThan(value, limits.jsonMaxDepth)) {
    const message = `is nested deeper than ${limits.jsonMaxDepth} levels; flatten it`;
    return { ok: false, faults: [{ field: "body", message }] };
  }
  // Valibot lets an array pass as an object without fields.
  if (Array.isArray(value) && schema.type.endsWith("object")) {
    return { ok: false, faults: [{ field: "body", message: "must be an object, not an array" }] };
  }
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, faults: result.issues.map(fault) };
}

function fault(issue: v.BaseIssue<unknown>): FieldFault {
  const field = v.getDotPath(issue) ?? "body";
  if (issue.type === "strict_object" && issue.expected === "never") {
    return { field, message: "is not known here; remove it or correct its name" };
  }
  // Where the schema of an object brings no words of its own.
  if (issue.expected === "Object" && issue.message.startsWith("Invalid type")) {
    return {
      field,
      message: issue.received === "undefined" ? "is missing; it is required" : "must be an object",
    };
  }
  const isMissing = issue.kind === "schema" && issue.received === "undefined";
  return { field, message: isMissing ? "is missing; it is required" : issue.message };
}
