import type { BotErrorCode } from "./errors.js";

/** Each error of these has a remedy of its own; the last two reach no bot. */
type WithoutOne = "setting" | "misuse" | "permanent" | "fenced" | "token_expired";

const passing = "Nothing: the call is repeated by itself, and the server does it once";
const mismatch = "Install the @natter/bot that was released with this server";

/** What a bot's author does about each code. */
const remedyOf: Record<Exclude<BotErrorCode, WithoutOne>, string> = {
  unauthorized: "Set NATTER_BOT_KEY to a key that `natter bots add <name>` has shown on the server",
  forbidden: "Use the key of the bot that this conversation belongs to",
  origin_not_allowed: "Run the bot outside of a browser, or add the named origin to NATTER_ORIGINS",
  not_found: "Check the id, and that this bot is a participant of the conversation",
  unsupported_protocol: mismatch,
  unknown_call: mismatch,
  invalid_json: mismatch,
  method_not_allowed: "Check that NATTER_URL is the address of a Natter server",
  invalid: "Correct the named field; nothing was sent",
  too_large: "Split the reply into several shorter ones",
  conversation_ended: "Nothing can be sent any more; catch this code if your bot has cleaning up to do",
  conflict: "Send the same thing on every attempt: keep what is random or slow outside of the reply's text",
  changed_mind:
    "Decide by what ctx.ask and ctx.step return, not by clocks or chance, and let old requests end before a release that changes them",
  no_answer: "Catch it around ctx.ask, or give a longer timeoutMs",
  aborted:
    "Pass ctx.signal to slow work, so that it stops as well; the request runs again if it still counts",
  ack_timeout: passing,
  rate_limited:
    "Nothing: the call is repeated by itself. Raise bot-calls of NATTER_RATE_LIMITS if the bot needs more",
  overloaded: passing,
  unavailable: passing,
  draining: passing,
  internal: "Nothing: the call is repeated by itself. The server's log has the fault",
  unreachable: "Start the server with `natter serve`, or set NATTER_URL to where it runs",
  file_unreadable:
    "Check that the path exists and that the bot may read it, or what its stream was made from",
  unsupported_media_type: "Send it as the type that it is, or as an attachment, which may be anything",
  too_late: "Await the work that leads to the reply, or return its promise from the handler",
  too_many_effects: "Put more into each reply, or answer with a file",
};

export const remedies: Partial<Record<BotErrorCode, string>> = remedyOf;
