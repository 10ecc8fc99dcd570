import * as v from "valibot";
import { adminRestCalls } from "./admin-rest.js";
import { attemptRestCalls } from "./attempt-rest.js";
import { ownRestCalls } from "./bot-own.js";
import { conversationRestCalls } from "./conversation-rest.js";
import { BotFile, NewBotFile } from "./message.js";
import { messageRestCalls } from "./message-rest.js";
import { Id } from "./primitives.js";
import { registryRestCalls } from "./registry-rest.js";
import type { RestCall } from "./rest-call.js";
import { ServerLimits, WidgetConfig } from "./widget-config.js";

export const BotInfo = v.object({ name: v.string(), description: v.nullable(v.string()) });
export type BotInfo = v.InferOutput<typeof BotInfo>;

/** Every REST call under `/api/v1`, each declared once. */
export const restCalls = {
  ...conversationRestCalls,
  ...messageRestCalls,
  listBots: {
    method: "GET",
    path: "/bots",
    summary: "List the bots that a conversation may start with.",
    access: "anyone",
    status: 200,
    reply: v.object({ bots: v.array(BotInfo) }),
  },
  uploadBotFile: {
    method: "POST",
    path: "/bots/files",
    summary:
      "Upload a file as multipart/form-data, for a `send` effect to name. Unused, it is gone after a day.",
    access: "bot",
    status: 201,
    upload: NewBotFile,
    reply: BotFile,
  },
  ...attemptRestCalls,
  ...ownRestCalls,
  getFile: {
    method: "GET",
    path: "/files/:key",
    summary:
      "Read a file by the signed address in its message, or as a participant or administrator. Takes Range and If-None-Match.",
    access: "optional-visitor-or-admin:conversations:read",
    status: 200,
    refusals: ["forbidden", "not_found"],
    params: v.object({ key: Id }),
    query: v.object({
      expires: v.optional(v.string("must be given once")),
      signature: v.optional(v.string("must be given once")),
    }),
    /** The file itself. */
    reply: null,
  },
  readLimits: {
    method: "GET",
    path: "/limits",
    summary: "Read what this server takes: characters, bytes and counts. A size of 0 refuses that type.",
    access: "anyone",
    status: 200,
    reply: ServerLimits,
  },
  readConfig: {
    method: "GET",
    path: "/config",
    summary: "Read what the widget shows of a bot, and the limits. Nothing in it is secret.",
    access: "anyone",
    status: 200,
    refusals: ["not_found"],
    query: v.object({ bot: v.pipe(v.string("must be given once"), v.minLength(1, "must not be empty")) }),
    reply: WidgetConfig,
  },
  ...adminRestCalls,
  ...registryRestCalls,
} as const satisfies Record<string, RestCall>;

export type RestCallName = keyof typeof restCalls;
