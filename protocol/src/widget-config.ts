import * as v from "valibot";
import { limits } from "./limits.js";
import { fileMessageTypes } from "./message.js";
import { filledText } from "./primitives.js";

/** What a page of the widget may point at: encrypted, or the server itself. */
const WebAddress = v.pipe(
  v.string("must be a string"),
  v.maxLength(2000, "is longer than 2000 characters; shorten it"),
  v.regex(
    /^(https:\/\/[^\s\\"'<>]+|\/(?![/\\])[^\s\\"'<>]*)$/u,
    "must be an https:// address, or a path of this server such as /logo.svg",
  ),
);

/** A colour that can only be a colour: it ends up in a style sheet. */
const Colour = v.pipe(
  v.string("must be a string"),
  v.regex(
    /^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]{3,24}|(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/+-]{3,60}\))$/iu,
    "must be a CSS colour such as #2563eb, teal or rgb(37 99 235)",
  ),
);

const yesOrNo = v.boolean("must be true or false");

/** What the widget shows of a bot before anybody has spoken. */
const shown = {
  title: v.optional(filledText(limits.nameMaxChars)),
  /** What the bot is called where its own name would stand. */
  assistantName: v.optional(filledText(limits.nicknameMaxChars)),
  welcome: v.optional(filledText(limits.welcomeMaxChars)),
  prompts: v.optional(
    v.pipe(
      v.array(filledText(limits.optionMaxChars), "must be an array of strings"),
      v.maxLength(limits.promptsMaxCount, `has more than ${limits.promptsMaxCount} prompts; keep the best`),
    ),
  ),
  placeholder: v.optional(filledText(limits.optionMaxChars)),
  logoUrl: v.optional(WebAddress),
  backgroundUrl: v.optional(WebAddress),
  /** Where a visitor reads more about the bot. */
  infoUrl: v.optional(WebAddress),
  accent: v.optional(Colour),
  attachments: v.optional(yesOrNo),
  voice: v.optional(yesOrNo),
};

/**
 * What is kept of a bot for the widget. Strict, and all of it public but `origins`: there is no field that a system
 * prompt or a key could be put into.
 */
export const BotSettings = v.strictObject({
  ...shown,
  /** Sites that may talk with this bot, among those that the server allows; left out for all of these. */
  origins: v.optional(
    v.pipe(
      v.array(v.string("must be an origin"), "must be an array of origins"),
      v.maxLength(50, "has more than 50 origins; use https://*.example.com"),
    ),
  ),
});
export type BotSettings = v.InferOutput<typeof BotSettings>;

const count = v.number();

/** What this server takes, for clients to say so before they send. A size of 0 means that the type is refused. */
export const ServerLimits = v.object({
  textMaxChars: count,
  localIdMaxChars: count,
  nicknameMaxChars: count,
  nameMaxChars: count,
  botsMaxCount: count,
  metadataMaxBytes: count,
  feedPageMax: count,
  bodyMaxBytes: count,
  fileMaxBytes: v.object(v.entriesFromList(fileMessageTypes, count)),
});
export type ServerLimits = v.InferOutput<typeof ServerLimits>;

/** `GET /config?bot=`: what the widget shows by default; attributes of the page go before it. Null: nothing is set. */
export const WidgetConfig = v.object({
  bot: v.string(),
  title: v.nullable(v.string()),
  assistantName: v.nullable(v.string()),
  welcome: v.nullable(v.string()),
  prompts: v.array(v.string()),
  placeholder: v.nullable(v.string()),
  logoUrl: v.nullable(v.string()),
  backgroundUrl: v.nullable(v.string()),
  infoUrl: v.nullable(v.string()),
  accent: v.nullable(v.string()),
  features: v.object({ attachments: v.boolean(), voice: v.boolean() }),
  limits: ServerLimits,
  debug: v.boolean(),
});
export type WidgetConfig = v.InferOutput<typeof WidgetConfig>;
