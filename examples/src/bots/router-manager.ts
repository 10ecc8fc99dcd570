import { type BotOptions, Manager } from "@natter/bot";
import { evaluate } from "./calculator-evaluate.js";

/** A manager that asks one bot only: the calculator for arithmetic, echo for everything else. */
export function createRouterManager(options: BotOptions = {}): Manager {
  const manager = new Manager(options);
  manager.on("human:text", (ctx) => ctx.redirect(isArithmetic(ctx.message.text) ? "calculator" : "echo"));
  manager.on("human:file", (ctx) => ctx.quote("Nobody here can look at files."));
  manager.on("draft", (ctx) => ctx.draft.approve());
  return manager;
}

/** What the calculator can work out, and what only looks like it: it says best what is wrong with `1 / 0`. */
function isArithmetic(text: string): boolean {
  return /\d/u.test(text) && (evaluate(text).ok || /^[\d\s.+\-−*×/÷^()]+$/u.test(text));
}
