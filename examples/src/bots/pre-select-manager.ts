import { type BotOptions, Manager, type ManagerContext } from "@natter/bot";

/** Ends the talk with the picked bot. */
const exitWord = "exit";

/** A manager that lets people pick one of the bots, and sends everything there until they say the exit word. */
export function createPreSelectManager(options: BotOptions = {}): Manager {
  const manager = new Manager(options);

  manager.on("system", async (ctx, next) => {
    const { event } = ctx.message;
    if (event.type !== "participant-joined" || event.kind !== "human") return next();
    await offer(ctx, "Hello!");
  });

  manager.choice(async (ctx) => {
    await remember(ctx, ctx.choice.text);
    await ctx.reply(`You are talking to ${ctx.choice.text}. Say "${exitWord}" to pick another.`);
  });

  manager.hears(/^\s*exit\s*$/iu, async (ctx) => {
    await remember(ctx, null);
    await offer(ctx, "Goodbye!");
  });

  manager.on("human", async (ctx) => {
    // In a step: whatever comes meanwhile, a second attempt at this message goes to the same bot.
    const picked = await ctx.step("picked", () => lastPick(manager, ctx.conversation.id));
    if (picked === null) return offer(ctx, "Please pick one first.");
    await remember(ctx, picked);
    return ctx.redirect(picked);
  });

  manager.on("draft", (ctx) => ctx.draft.approve());
  return manager;
}

function offer(ctx: ManagerContext, greeting: string) {
  return ctx.reply(`${greeting} Whom do you want to talk to?`, { options: ctx.bots.map(({ name }) => name) });
}

/** With the request, in the manager's own history: it outlives the process, and every instance finds it. */
function remember(ctx: ManagerContext, picked: string | null): Promise<void> {
  return ctx.report({ tool: "pick", result: picked });
}

async function lastPick(manager: Manager, conversation: string): Promise<string | null> {
  for await (const { response } of manager.requests({ conversation, status: "done" })) {
    const pick = response?.reports?.find(({ tool }) => tool === "pick");
    // What `remember` reported.
    if (pick) return pick.result as string | null;
  }
  return null;
}
