import type { GenericSchema } from "valibot";

/** What is used of a valibot schema's own description of itself. */
interface Described {
  type: string;
  entries?: Record<string, Described>;
  options?: readonly unknown[];
  item?: Described;
  key?: Described;
  value?: Described;
  wrapped?: Described;
  default?: unknown;
  literal?: unknown;
}

export type SchemaNames = ReadonlyMap<unknown, string>;

/**
 * A schema as TypeScript would write it: what a client may send, with the defaults as comments. Schemas in
 * `names` stand as their names, except at the top.
 */
export function describeSchema(schema: GenericSchema, names: SchemaNames): string {
  const describe = (part: Described, indent: string): string =>
    names.get(part) ?? describeStructure(part, indent, describe);
  // Every valibot schema carries these fields; its generic type does not name them.
  return describeStructure(schema as unknown as Described, "", describe);
}

type Describe = (schema: Described, indent: string) => string;

function describeStructure(schema: Described, indent: string, describe: Describe): string {
  switch (schema.type) {
    case "object":
    case "strict_object":
      return describeObject(schema.entries ?? {}, indent, describe);
    case "array":
      return `${parenthesise(describe(schema.item ?? unknown, indent))}[]`;
    case "record":
      return `Record<string, ${describe(schema.value ?? unknown, indent)}>`;
    case "nullable":
      return `${describe(schema.wrapped ?? unknown, indent)} | null`;
    case "optional":
      return describe(schema.wrapped ?? unknown, indent);
    case "literal":
      return JSON.stringify(schema.literal);
    case "picklist":
      return (schema.options ?? []).map((option) => JSON.stringify(option)).join(" | ");
    case "variant":
    case "union":
      return (schema.options as Described[]).map((option) => describe(option, indent)).join(" | ");
    default:
      return schema.type;
  }
}

const unknown: Described = { type: "unknown" };

function describeObject(entries: Record<string, Described>, indent: string, describe: Describe): string {
  const inner = `${indent}  `;
  const lines = Object.entries(entries).map(([name, entry]) => {
    const isOptional = entry.type === "optional";
    const fallback =
      isOptional && entry.default !== undefined ? ` // default ${JSON.stringify(entry.default)}` : "";
    return `${inner}${name}${isOptional ? "?" : ""}: ${describe(entry, inner)};${fallback}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

const parenthesise = (text: string) => (text.includes(" | ") && !text.startsWith("{") ? `(${text})` : text);
