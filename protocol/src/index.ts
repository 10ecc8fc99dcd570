// Everybody: the version, the bounds, the errors, and reading what arrives.

export type { Answer, ErrorCode, FieldFault, WireError } from "./errors.js";
export { errorCodes } from "./errors.js";
export { limits } from "./limits.js";
export type { Parsed } from "./parse.js";
export { parse } from "./parse.js";
export type { Metadata } from "./primitives.js";
export { asShortName, emptyFault } from "./primitives.js";
export { TraceParent } from "./trace-parent.js";
export { PROTOCOL_VERSION } from "./version.js";

// The things that are spoken of.

export { Conversation } from "./conversation.js";
export { Feed, History, ReadFeed, ReadHistory } from "./feed.js";
export type {
  FileMessage,
  FileMessageType,
  MessageType,
  NewMessageInput,
  NewTextMessage,
  SystemMessage,
  TextMessage,
} from "./message.js";
export {
  BotFile,
  ChangedMessage,
  FileInfo,
  fileMessageTypes,
  Message,
  messageTypes,
  NewBotFile,
  NewFileMessage,
  NewMessage,
  Option,
  SentMessage,
  SystemEvent,
} from "./message.js";
export type { ParticipantKind } from "./participant.js";
export { Participant, participantKinds } from "./participant.js";
export { BotSettings, ServerLimits, WidgetConfig } from "./widget-config.js";

// Sockets: what each side may call, and hears.

export type {
  BotCalls,
  BotEvents,
  CallInput,
  CallReply,
  VisitorCalls,
  VisitorEvents,
} from "./socket-maps.js";
export { Delta } from "./stream.js";

// People's clients: namespace `/`.

export { Draining, State, Typing, VisitorHandshake, visitorCalls, visitorEvents } from "./visitor-socket.js";

// Bots: namespace `/bots`, inside the server, and behind a webhook.

export type { AttemptCall } from "./attempt-rest.js";
export { attemptRestCalls } from "./attempt-rest.js";
export type { BotHost, BotHostConnection, BotHostListener, BotHostUpload } from "./bot-host.js";
export { ownRestCalls } from "./bot-own.js";
export type { RequestKind } from "./bot-request.js";
export { BotRequest, BotRequestPayload, requestKinds } from "./bot-request.js";
export type { EffectInput, Hearable } from "./bot-socket.js";
export {
  BotHandshake,
  botCalls,
  botEvents,
  Cancel,
  cancelReasons,
  Effect,
  hearable,
} from "./bot-socket.js";
export { DeliveryPolicy } from "./delivery-policy.js";
export { AskOutcome, StepResult, ToolReport } from "./dialogue.js";
export { WebhookCall, WebhookGreeting, WebhookReply } from "./webhook.js";

// Managers and moderators.

export type { Approval, CommandType, HoldPolicy } from "./manager-command.js";
export {
  AdminCommand,
  CommandPage,
  CommandRecord,
  HeldMessage,
  HeldPage,
  ListCommandsQuery,
  ListHeldQuery,
  Overrides,
  ReadAllMessagesQuery,
  ReviewedMessage,
  ReviewedPage,
} from "./manager-command.js";

// REST and administrators.

export type { AdminScope } from "./admin-scopes.js";
export { adminScopes } from "./admin-scopes.js";
export type { NewConversationInput } from "./conversation-rest.js";
export {
  ConversationList,
  ListConversationsQuery,
  Membership,
  NewConversation,
} from "./conversation-rest.js";
export { BotName, RegisteredBot, RegisteredKey, registryRestCalls } from "./registry-rest.js";
export type { ExportFormat, RequestStatus } from "./request-history.js";
export {
  ExportClosing,
  ExportQuery,
  exportFormats,
  ListRequestsQuery,
  RequestPage,
  RequestRecord,
  requestStatuses,
} from "./request-history.js";
export type { RestCallName } from "./rest.js";
export { BotInfo, restCalls } from "./rest.js";
export type { RestAccess, RestCall } from "./rest-call.js";
