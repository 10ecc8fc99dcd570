import { NatterBotError } from "./errors.js";

/** What a server or `natter chat` sets while it loads the file of a bot that it is going to run. */
const loading = Symbol.for("natter.loading");

/** Throws `misuse` where a file that is loaded to be run by somebody else starts its bot by itself. */
export function requireNotLoading(): void {
  const file = (globalThis as { [loading]?: string })[loading];
  if (file === undefined) return;
  throw new NatterBotError("misuse", "bot.start() was called while natter loaded the bot's file", {
    remedy: "Write export default bot there instead, and start it in a file of its own",
  });
}
