import type { BotErrorCode } from "./errors.js";

/** What a bot's author does about each code. A code without a line here explains itself, or passes by itself. */
export const remedies: Partial<Record<BotErrorCode, string>> = {
  unauthorized: "Set NATTER_BOT_KEY to a key that `natter bots add <name>` has shown on the server",
  forbidden: "Use the key of the bot that this conversation belongs to",
  unsupported_protocol: "Install the @natter/bot that was released with this server",
  invalid: "Correct the named field; nothing was sent",
  too_large: "Split the reply into several shorter ones",
  conversation_ended: "Nothing can be sent any more; catch this code if your bot has cleaning up to do",
  conflict: "Send the same thing on every attempt: keep what is random or slow outside of the reply's text",
  changed_mind:
    "Decide by what ctx.ask and ctx.step return, not by clocks or chance, and let old requests end before a release that changes them",
  no_answer: "Catch it around ctx.ask, or give a longer timeoutMs",
  aborted:
    "Pass ctx.signal to slow work, so that it stops as well; the request runs again if it still counts",
  ack_timeout: "Nothing: the call is repeated by itself, and the server does it once",
  unreachable: "Start the server with `natter serve`, or set NATTER_URL to where it runs",
  file_unreadable:
    "Check that the path exists and that the bot may read it, or what its stream was made from",
  unsupported_media_type: "Send it as the type that it is, or as an attachment, which may be anything",
  too_late: "Await the work that leads to the reply, or return its promise from the handler",
  too_many_effects: "Put more into each reply, or answer with a file",
};
