import * as v from "valibot";
import { adminScopes } from "./admin-scopes.js";
import { limits } from "./limits.js";
import { filledName, Id, shortName, Time } from "./primitives.js";
import { Nothing, type RestCall } from "./rest-call.js";
import { BotSettings } from "./widget-config.js";

/** Stands in URLs, HTML attributes and shells; a name like an id would be mistaken for one. */
export const BotName = v.pipe(
  v.string("must be a string"),
  v.regex(
    /^(?![0-9a-f]{8}-[0-9a-f]{4}-)[\p{L}\p{N}][\p{L}\p{N}._-]{0,49}$/u,
    "must be 1 to 50 letters, digits, dots, dashes or underscores, such as weather-bot",
  ),
);

/** A bot as administrators see it. */
export const RegisteredBot = v.object({
  id: Id,
  name: v.string(),
  description: v.nullable(v.string()),
  /** Its conversations end when it leaves for good. */
  isRequired: v.boolean(),
  /** It decides what other bots hear and people see. */
  isManager: v.boolean(),
  settings: BotSettings,
  /** Where it is called; null where it connects by itself. */
  webhookUrl: v.nullable(v.string()),
  createdAt: Time,
});
export type RegisteredBot = v.InferOutput<typeof RegisteredBot>;

/** A key in clear, for this once: the server keeps its hash alone. */
const newKey = { keyId: Id, key: v.string() };

/** What the calls of a webhook are signed with, where it was made just now, for this once; else null. */
const newSecret = { webhookSecret: v.nullable(v.string()) };

/** A key of a bot or an administrator, without itself. */
export const RegisteredKey = v.object({
  id: Id,
  kind: v.picklist(["bot", "admin"]),
  name: v.string(),
  /** Whose it is; null for an administrator's. */
  botId: v.nullable(Id),
  scopes: v.array(v.picklist(adminScopes)),
  createdAt: Time,
  /** Noted once a minute. */
  lastUsedAt: v.nullable(Time),
  revokedAt: v.nullable(Time),
});
export type RegisteredKey = v.InferOutput<typeof RegisteredKey>;

const yesOrNo = v.optional(v.boolean("must be true or false"), false);
const Description = v.nullable(shortName(limits.descriptionMaxChars));
/** Judged by the server, which knows where it may call. */
const WebhookUrl = v.nullable(
  v.pipe(
    v.string("must be a string"),
    v.maxLength(limits.externalUrlMaxChars, `is longer than ${limits.externalUrlMaxChars} characters`),
  ),
);
const ofBot = v.object({ botId: Id });
const asBots = { access: "admin:bots:write", status: 200 } as const;
const asKeys = { access: "admin:keys:write", status: 200 } as const;

/** The register of bots and keys. Whatever is changed leaves an audit row. */
export const registryRestCalls = {
  listRegisteredBots: {
    method: "GET",
    path: "/admin/bots",
    summary: "List the bots, the manager and their settings included.",
    ...asBots,
    reply: v.object({ bots: v.array(RegisteredBot) }),
  },
  addBot: {
    method: "POST",
    path: "/admin/bots",
    summary: "Add a bot. Its first key is shown now and never again.",
    ...asBots,
    status: 201,
    refusals: ["conflict"],
    body: v.object({
      name: BotName,
      description: v.optional(Description, null),
      isRequired: yesOrNo,
      isManager: yesOrNo,
      settings: v.optional(BotSettings, {}),
      webhookUrl: v.optional(WebhookUrl, null),
    }),
    reply: v.object({ bot: RegisteredBot, ...newKey, ...newSecret }),
  },
  setBot: {
    method: "PATCH",
    path: "/admin/bots/:botId",
    summary:
      "Change a bot, field by field. Settings are replaced as a whole. A webhook's secret stays unless a new one is asked for; one that is made is shown now and never again.",
    ...asBots,
    params: ofBot,
    body: v.object({
      description: v.optional(Description),
      isRequired: v.optional(v.boolean("must be true or false")),
      settings: v.optional(BotSettings),
      webhookUrl: v.optional(WebhookUrl),
      rotateWebhookSecret: yesOrNo,
    }),
    reply: v.object({ bot: RegisteredBot, ...newSecret }),
  },
  removeBot: {
    method: "DELETE",
    path: "/admin/bots/:botId",
    summary: "Remove a bot, revoke its keys and cut its connections. Its history stays.",
    ...asBots,
    params: ofBot,
    reply: Nothing,
  },
  addBotKey: {
    method: "POST",
    path: "/admin/bots/:botId/keys",
    summary: "Make a bot one more key, for rotation. It is shown now and never again; the others stay valid.",
    ...asBots,
    status: 201,
    params: ofBot,
    reply: v.object(newKey),
  },
  listKeys: {
    method: "GET",
    path: "/admin/keys",
    summary: "List the keys of bots and administrators, revoked ones included, without the keys themselves.",
    ...asKeys,
    reply: v.object({ keys: v.array(RegisteredKey) }),
  },
  addKey: {
    method: "POST",
    path: "/admin/keys",
    summary:
      "Make an administrator's key, for no more than the caller's own is for. It is shown now and never again.",
    ...asKeys,
    status: 201,
    body: v.object({
      name: filledName(limits.nameMaxChars),
      scopes: v.pipe(
        v.array(
          v.picklist(adminScopes, `must be one of ${adminScopes.join(", ")}`),
          `must be an array of ${adminScopes.join(", ")}`,
        ),
        v.minLength(1, "is empty; name a scope"),
      ),
    }),
    reply: v.object(newKey),
  },
  revokeKey: {
    method: "DELETE",
    path: "/admin/keys/:keyId",
    summary: "Revoke a key, for good. A bot that is connected with it is cut off within a second or two.",
    ...asKeys,
    params: v.object({ keyId: Id }),
    reply: Nothing,
  },
} as const satisfies Record<string, RestCall>;
