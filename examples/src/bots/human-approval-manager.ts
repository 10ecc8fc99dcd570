import { type BotOptions, Manager } from "@natter/bot";

/**
 * A manager that decides nothing itself: what a bot says waits for a person, who approves, rewrites or rejects it by
 * `POST /api/v1/admin/commands`. What nobody looked at in time is never shown.
 */
export function createHumanApprovalManager(timeoutMs: number, options: BotOptions = {}): Manager {
  const manager = new Manager(options);
  manager.on("human", (ctx) => ctx.redirect(ctx.bots));
  manager.hold({ timeoutMs, then: "reject" });
  return manager;
}
