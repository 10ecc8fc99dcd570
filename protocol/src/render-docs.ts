import type { GenericSchema } from "valibot";
import { BotRequestPayload } from "./bot-request.js";
import { BotHandshake, botCalls, botEvents } from "./bot-socket.js";
import { Conversation } from "./conversation.js";
import { describeSchema, type SchemaNames } from "./describe-schema.js";
import { errorCodes } from "./errors.js";
import { Feed, History } from "./feed.js";
import { limits } from "./limits.js";
import { CommandRecord, HeldMessage, ReviewedMessage } from "./manager-command.js";
import { FileInfo, Message, Option, SystemEvent } from "./message.js";
import { Participant } from "./participant.js";
import { RegisteredBot, RegisteredKey } from "./registry-rest.js";
import { restCalls } from "./rest.js";
import type { RestCall } from "./rest-call.js";
import { PROTOCOL_VERSION } from "./version.js";
import { VisitorHandshake, visitorCalls, visitorEvents } from "./visitor-socket.js";

/** What many messages are made of: written once, named everywhere else. */
const shapes = {
  Conversation,
  Participant,
  Message,
  SystemEvent,
  Option,
  FileInfo,
  Feed,
  History,
  BotRequestPayload,
  CommandRecord,
  HeldMessage,
  ReviewedMessage,
  RegisteredBot,
  RegisteredKey,
};
const names: SchemaNames = new Map(Object.entries(shapes).map(([name, schema]) => [schema, name]));

type Calls = Record<string, { summary: string; input: GenericSchema; reply: GenericSchema }>;
type Events = Record<string, { summary: string; payload: GenericSchema }>;

/** docs/PROTOCOL.md, whole, from the tables that the programs run on. */
export function renderProtocol(): string {
  return [
    "# The wire",
    "",
    "<!-- Written by `pnpm docs:write` from protocol/src; a test fails when it is out of date. -->",
    "",
    `Protocol version ${PROTOCOL_VERSION}. JSON; camelCase; opaque string ids; times are integer milliseconds, named \`…At\`.`,
    "Unknown events and fields are ignored. Every call is answered `{ok: true, data}` or",
    "`{ok: false, error: {code, message, localId?, retryAfterMs?, details?}}`. A field with `?` may be left out.",
    "",
    "## Shapes",
    "",
    ...Object.entries(shapes).flatMap(([name, schema]) => [`### \`${name}\``, "", ...code(schema)]),
    ...namespace("People: namespace `/`", VisitorHandshake, visitorCalls, visitorEvents),
    ...namespace("Bots: namespace `/bots`", BotHandshake, botCalls, botEvents),
    ...rest(),
    ...errors(),
    ...bounds(),
  ].join("\n");
}

function namespace(title: string, handshake: GenericSchema, calls: Calls, events: Events): string[] {
  return [
    `## ${title}`,
    "",
    "The handshake's `auth`:",
    "",
    ...code(handshake),
    "### Calls",
    "",
    ...Object.entries(calls).flatMap(([name, call]) => [
      `#### \`${name}\``,
      "",
      call.summary,
      "",
      ...code(call.input, "input"),
      ...code(call.reply, "reply"),
    ]),
    "### Events",
    "",
    ...Object.entries(events).flatMap(([name, event]) => [
      `#### \`${name}\``,
      "",
      event.summary,
      "",
      ...code(event.payload),
    ]),
  ];
}

function rest(): string[] {
  return [
    "## REST: under `/api/v1`",
    "",
    "Errors are problem details (RFC 9457) with the same codes. Visitors, bots and administrators send `Authorization: Bearer …`.",
    "",
    ...Object.entries<RestCall>(restCalls).flatMap(([name, call]) => [
      `### \`${call.method} ${call.path}\``,
      "",
      `\`${name}\`, for ${call.access}. ${call.summary}`,
      "",
      ...(call.query ? code(call.query, "query") : []),
      ...(call.body ? code(call.body, "body") : []),
      ...(call.upload
        ? code(
            call.upload,
            "multipart/form-data: the field `message`, JSON without a file name; the part `file` follows",
          )
        : []),
      ...(call.reply ? code(call.reply, `reply, ${call.status}`) : []),
    ]),
  ];
}

function errors(): string[] {
  const rows = Object.entries(errorCodes).map(
    ([name, { status, isRetryable, title }]) =>
      `| \`${name}\` | ${status} | ${isRetryable ? "yes" : "no"} | ${title} |`,
  );
  return ["## Error codes", "", "| code | HTTP | retry | meaning |", "|---|---|---|---|", ...rows, ""];
}

function bounds(): string[] {
  const rows = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value} |`);
  return ["## Limits", "", "| limit | value |", "|---|---|", ...rows, ""];
}

function code(schema: GenericSchema, label?: string): string[] {
  return [
    "```ts",
    `${label === undefined ? "" : `// ${label}\n`}${describeSchema(schema, names)}`,
    "```",
    "",
  ];
}
