import { Manager } from "@natter/bot";

/** What `transparent.ts` runs, as something that a dialogue can make anew. */
export function createTransparentManager(): Manager {
  const manager = new Manager();
  manager.on("human", (ctx) => ctx.redirect(ctx.bots));
  manager.on("draft", (ctx) => ctx.draft.approve());
  return manager;
}
