import * as v from "valibot";
import { Options, offeredOptions } from "./attempt.js";
import { limits } from "./limits.js";
import { Message } from "./message.js";
import { Participant } from "./participant.js";
import { filledText, Id, LocalId, Metadata, pageLimit, Time, wholeNumber } from "./primitives.js";
import { QueryTime } from "./query-time.js";

/** Bots of the conversation, each by its name or by the id of its participant. */
export const BotNames = v.pipe(
  v.array(v.string("must be the name of a bot"), "must be an array of bot names"),
  v.minLength(1, "is empty; name a bot"),
  v.maxLength(limits.botsMaxCount, `has more than ${limits.botsMaxCount} bots; name fewer`),
);

/** What the manager alone may say with a message of its own. */
export const managerSend = {
  /** Publishes it at once; without, it is held as any bot's message is. */
  approve: v.optional(v.boolean("must be true or false"), false),
  /** Delivers it to these bots; people see it only with `approve`. */
  to: v.optional(v.nullable(BotNames), null),
  /** Says it as another bot of the conversation, by name or id. */
  onBehalfOf: v.optional(v.nullable(v.string("must be the name of a bot")), null),
};

/** What a redirected message says in place of what it says. Nothing else of it can be changed. */
export const Overrides = v.strictObject({
  text: v.optional(filledText(limits.textMaxChars)),
  options: v.optional(Options),
  metadata: v.optional(v.nullable(Metadata)),
  quotedMessageId: v.optional(v.nullable(Id)),
});
export type Overrides = v.InferOutput<typeof Overrides>;

export const holdPolicies = ["approve", "reject"] as const;
export type HoldPolicy = (typeof holdPolicies)[number];

/** What a manager does with a message. Each is done once, together with its record. */
export const commandEntries = {
  /** Publishes a draft. Approving again changes nothing. */
  approve: { type: v.literal("approve"), messageId: Id },
  /** Nobody will see the draft. */
  reject: { type: v.literal("reject"), messageId: Id, reason: filledText(limits.reasonMaxChars) },
  /** Publishes a draft with another text. The record keeps the one before. */
  rewrite: { type: v.literal("rewrite"), messageId: Id, text: filledText(limits.textMaxChars) },
  /** Delivers a message to bots, and to nobody else. The message stays as it is. */
  redirect: {
    type: v.literal("redirect"),
    messageId: Id,
    to: BotNames,
    overrides: v.optional(v.nullable(Overrides), null),
  },
  /** Keeps a draft for somebody to decide on; when the time is over the policy decides. Holding again replaces it. */
  hold: {
    type: v.literal("hold"),
    messageId: Id,
    timeoutMs: wholeNumber(1, limits.holdTimeoutMaxMs),
    then: v.picklist(holdPolicies, 'must be "approve" or "reject"'),
  },
} as const;

/** The commands about a message that exists. */
export const decisions = [
  v.object(commandEntries.approve),
  v.object(commandEntries.reject),
  v.object(commandEntries.rewrite),
  v.object(commandEntries.redirect),
  v.object(commandEntries.hold),
] as const;

export const commandTypes = ["approve", "reject", "rewrite", "redirect", "hold", "send"] as const;
export type CommandType = (typeof commandTypes)[number];

/** The caller's own name for a command: the same key twice is the same command. */
const keyed = { commandKey: LocalId };

/** `POST /admin/commands`: one command of a person. What is sent is said as a bot of the conversation. */
export const AdminCommand = v.variant(
  "type",
  [
    v.object({ ...commandEntries.approve, ...keyed }),
    v.object({ ...commandEntries.reject, ...keyed }),
    v.object({ ...commandEntries.rewrite, ...keyed }),
    v.object({ ...commandEntries.redirect, ...keyed }),
    v.object({ ...commandEntries.hold, ...keyed }),
    v.object({
      type: v.literal("send"),
      ...keyed,
      conversationId: Id,
      text: filledText(limits.textMaxChars),
      options: offeredOptions,
      quotedMessageId: v.optional(v.nullable(Id), null),
      metadata: v.optional(v.nullable(Metadata), null),
      ...managerSend,
      onBehalfOf: v.string("must be the name of a bot of the conversation"),
    }),
  ],
  `must be one of ${commandTypes.join(", ")}`,
);
export type AdminCommand = v.InferOutput<typeof AdminCommand>;

/** Who gave a command: a manager, an administrator's key, or, when a hold ran out, its policy. */
export const commandActors = ["bot", "admin", "policy"] as const;

/** One command that was carried out. */
export const CommandRecord = v.object({
  id: Id,
  actor: v.object({
    kind: v.picklist(commandActors),
    /** The bot or the key; null for a policy. */
    id: v.nullable(Id),
  }),
  type: v.picklist(commandTypes),
  conversationId: Id,
  messageId: Id,
  /** What the command said, and for `rewrite` and redirected changes what was there before. */
  details: v.record(v.string(), v.unknown()),
  /** `unchanged` where everything was so before. */
  outcome: v.picklist(["done", "unchanged"]),
  createdAt: Time,
});
export type CommandRecord = v.InferOutput<typeof CommandRecord>;

const limit = pageLimit(200, 50);
/** The `nextCursor` of the page before. */
const cursor = v.optional(v.pipe(v.string("must be given once"), v.regex(/^\d{1,15}$/u, "is no cursor")));

/* Strict: a mistyped filter would let everything through. */
export const ListCommandsQuery = v.strictObject({
  conversation: v.optional(Id),
  message: v.optional(Id),
  /** The id of the bot or key that gave them. */
  actor: v.optional(Id),
  type: v.optional(v.picklist(commandTypes, `must be one of ${commandTypes.join(", ")}`)),
  /** Given at or after. */
  since: v.optional(QueryTime),
  /** Given before. */
  until: v.optional(QueryTime),
  cursor,
  limit,
});
export type ListCommandsQuery = v.InferOutput<typeof ListCommandsQuery>;

/** Newest first. */
export const CommandPage = v.object({
  commands: v.array(CommandRecord),
  /** Present it as `cursor`, with the same filters, to read on; null on the last page. */
  nextCursor: v.nullable(v.string()),
});
export type CommandPage = v.InferOutput<typeof CommandPage>;

export const ListHeldQuery = v.strictObject({ conversation: v.optional(Id), cursor, limit });
export type ListHeldQuery = v.InferOutput<typeof ListHeldQuery>;

/** What people do not see of a message, and operators do. */
const reviewed = {
  message: Message,
  /** Whether a manager, or a moderator, said it on behalf of its sender. */
  sentByManager: v.boolean(),
  /** When its policy decides, and how; null where it waits for ever, or was decided on. */
  hold: v.nullable(
    v.object({
      until: Time,
      then: v.picklist(holdPolicies),
    }),
  ),
};

export const HeldMessage = v.object({ ...reviewed, sender: Participant });
export type HeldMessage = v.InferOutput<typeof HeldMessage>;

/** Oldest first. */
export const HeldPage = v.object({ held: v.array(HeldMessage), nextCursor: v.nullable(v.string()) });
export type HeldPage = v.InferOutput<typeof HeldPage>;

/** What became of a message: nobody had to decide, it waits, or somebody decided. */
export const approvals = ["automatic", "held", "approved", "rejected"] as const;
export type Approval = (typeof approvals)[number];

/** One message of a whole conversation, as operators read it. */
export const ReviewedMessage = v.object({
  ...reviewed,
  approval: v.picklist(approvals),
  /** Whether it was said to bots alone: people never see it, and nobody has to decide on it. */
  isForBots: v.boolean(),
  /** Which of its options were chosen, by their places in `message.options`, and by which message first. */
  chosen: v.array(v.object({ option: v.number(), messageId: Id })),
});
export type ReviewedMessage = v.InferOutput<typeof ReviewedMessage>;

export const ReadAllMessagesQuery = v.strictObject({ cursor, limit });
export type ReadAllMessagesQuery = v.InferOutput<typeof ReadAllMessagesQuery>;

/**
 * In the order in which the messages were stored, so that what is held has its place as well; `seq` is the order that
 * people see.
 */
export const ReviewedPage = v.object({
  messages: v.array(ReviewedMessage),
  nextCursor: v.nullable(v.string()),
});
export type ReviewedPage = v.InferOutput<typeof ReviewedPage>;
