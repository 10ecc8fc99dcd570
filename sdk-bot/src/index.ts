// Everybody: a bot, its settings and its handlers.

export type { Answer, AskExtras } from "./ask.js";
export type { StartOptions } from "./bot.js";
export { Bot } from "./bot.js";
export type { BotOptions } from "./bot-options.js";
export type { BurstOptions } from "./burst.js";
export { Composer } from "./composer.js";
export type { Context } from "./context.js";
export type { Conversation, SayExtras } from "./conversation.js";
export type { FileReply, FileSource } from "./files/outgoing-file.js";
export type { Filter, MessageOf } from "./filters.js";
export type { Choice, ChoiceContext } from "./match-choice.js";
export type { Command, CommandContext } from "./match-command.js";
export type { HearsContext, TextPattern } from "./match-text.js";
export type { Middleware, Next } from "./middleware.js";
export type { RequestQuery, RequestRecord } from "./own-requests.js";
export type { Reply, ReplyExtras } from "./reply.js";
export type { ToolReport } from "./report.js";
export type { StreamExtras, TextStream } from "./stream.js";

// The things that are spoken of.

export type {
  BotHost,
  FileInfo,
  FileMessage,
  Message,
  Metadata,
  Option,
  Participant,
  SystemEvent,
  SystemMessage,
  TextMessage,
} from "@natter/protocol";

// What goes wrong, and who hears of it.

export type { ErrorHandler } from "./catch-errors.js";
export type { AbortReason, BotErrorCode } from "./errors.js";
export { AttemptAborted, NatterBotError, NoAnswerError, PermanentError } from "./errors.js";
export type { LogDetails, Logger } from "./logger.js";

// A manager: the bot that decides what the others hear and what people see.

export type { BotVoice } from "./manager/bot-voice.js";
export type { Draft, HoldPolicy } from "./manager/draft.js";
export type { ManagedBot } from "./manager/managed-bot.js";
export { Manager } from "./manager/manager.js";
export type { BotNames, ManagerContext } from "./manager/manager-context.js";
export type { DraftContext, ManagedContext, ManagerFilter } from "./manager/manager-filters.js";
export type { Overrides } from "./manager/overrides.js";

// Other ways for requests to come than the socket.

export type {
  Announcement,
  Link,
  OwnCall,
  RequestSink,
  RequestSource,
  Upload,
} from "./source/request-source.js";
export type { BotIdentity, BotRequest, Cancel } from "./wire.js";
