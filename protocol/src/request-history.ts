import * as v from "valibot";
import { BotRequestPayload } from "./bot-request.js";
import { ToolReport } from "./dialogue.js";
import { Id, pageLimit, Time } from "./primitives.js";
import { QueryTime } from "./query-time.js";

/**
 * The life of a request: `pending` → `running` → `done`, back to `pending` for a retry, or `dead`. One that has
 * asked the people something is `waiting` until it is `pending` again with their answer. One whose bot wants only the
 * newest message is `superseded` by the next of its sender.
 */
export const requestStatuses = ["pending", "running", "waiting", "done", "dead", "superseded"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** One row of the request history, as administrators read it. */
export const RequestRecord = v.object({
  id: Id,
  botId: Id,
  botName: v.string(),
  conversationId: Id,
  messageId: v.nullable(Id),
  /** Where the row stands for several messages: all of them, oldest first. `messageId` is then the newest. */
  messageIds: v.optional(v.array(Id)),
  sessionKey: v.nullable(v.string()),
  isAggregation: v.boolean(),
  status: v.picklist(requestStatuses),
  attempt: v.number(),
  request: BotRequestPayload,
  /** What the bot did, in order; null before its first effect. */
  response: v.nullable(
    v.object({
      messages: v.array(v.object({ id: Id, text: v.string() })),
      /** What the bot reported to have used. */
      reports: v.optional(v.array(ToolReport)),
    }),
  ),
  error: v.nullable(v.string()),
  /** From the request's creation to its last acknowledgement; null until then. */
  latencyMs: v.nullable(v.number()),
  createdAt: Time,
  updatedAt: Time,
});
export type RequestRecord = v.InferOutput<typeof RequestRecord>;

const filters = {
  /** A bot's name or id. */
  bot: v.optional(v.string("must be given once")),
  session: v.optional(v.string("must be given once")),
  conversation: v.optional(Id),
  status: v.optional(v.picklist(requestStatuses, `must be one of ${requestStatuses.join(", ")}`)),
  aggregation: v.optional(
    v.pipe(
      v.picklist(["true", "false"], "must be true or false"),
      v.transform((text) => text === "true"),
    ),
  ),
  /** Created at or after. */
  since: v.optional(QueryTime),
  /** Created before. */
  until: v.optional(QueryTime),
};

/* Strict: a mistyped filter would let everything through. */
export const ListRequestsQuery = v.strictObject({
  ...filters,
  /** The `nextCursor` of the page before. It keeps that page's filters and snapshot. */
  cursor: v.optional(v.string("must be given once")),
  limit: pageLimit(500, 50),
});
export type ListRequestsQuery = v.InferOutput<typeof ListRequestsQuery>;

export const exportFormats = ["ndjson", "csv", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const ExportQuery = v.strictObject({
  ...filters,
  format: v.optional(v.picklist(exportFormats, `must be one of ${exportFormats.join(", ")}`), "ndjson"),
});
export type ExportQuery = v.InferOutput<typeof ExportQuery>;

export const RequestPage = v.object({
  requests: v.array(RequestRecord),
  /** Present it as `cursor` to read on; null on the last page. */
  nextCursor: v.nullable(v.string()),
});
export type RequestPage = v.InferOutput<typeof RequestPage>;

/** The last line of an NDJSON export. Its absence means that the file was cut short. */
export const ExportClosing = v.object({
  type: v.literal("closing"),
  rows: v.number(),
  /** SHA-256, hex, of every byte before this line. */
  sha256: v.string(),
  complete: v.literal(true),
});
export type ExportClosing = v.InferOutput<typeof ExportClosing>;
