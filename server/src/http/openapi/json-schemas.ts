import {
  BotFile,
  BotInfo,
  BotRequestPayload,
  Conversation,
  ConversationList,
  Feed,
  FileInfo,
  History,
  Membership,
  Message,
  Option,
  Participant,
  RequestPage,
  RequestRecord,
  ServerLimits,
  SystemEvent,
  WidgetConfig,
} from "@natter/protocol";
import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";

export type JsonSchema = Record<string, unknown>;

/** What many answers are made of: written once, referred to by name. */
const shapes = {
  BotFile,
  BotInfo,
  BotRequestPayload,
  Conversation,
  ConversationList,
  Feed,
  FileInfo,
  History,
  Membership,
  Message,
  Option,
  Participant,
  RequestPage,
  RequestRecord,
  ServerLimits,
  SystemEvent,
  WidgetConfig,
};

const conversion: ConversionConfig = {
  target: "draft-2020-12",
  // Checks that JSON Schema has no words for (what a database can store) are left to the server.
  errorMode: "ignore",
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** `components.schemas`. */
export function namedSchemas(): Record<string, JsonSchema> {
  const schemas = Object.entries(toJsonSchemaDefs(shapes, { ...conversion }));
  return Object.fromEntries(schemas.map(([name, schema]) => [name, { ...schema }]));
}

/** What a caller sends is described before its defaults and conversions, what it gets has none. */
export function jsonSchemaOf(schema: GenericSchema, direction: "request" | "answer"): JsonSchema {
  const { $schema, $defs, ...bare } = toJsonSchema(schema, {
    ...conversion,
    definitions: shapes,
    typeMode: direction === "request" ? "input" : "ignore",
  });
  return bare;
}
