import { BotName, parse } from "@natter/protocol";
import { Command } from "commander";
import { suggest } from "../config/suggest.js";
import {
  changeWebhook,
  type IssuedKey,
  issueBotKey,
  registerBot,
  requireNoManager,
  setWebhook,
} from "../registration.js";
import type { BotEntity } from "../store/entities.js";
import { type Store, StoreError } from "../store/store.js";
import { changedSettings, type SettingOptions, settingOptions } from "./bot-settings.js";
import { requireWebhookUrl, type WebhookOptions, webhookChange, webhookOptions } from "./bot-webhook.js";
import { CliError, type CliIo, type CommonOptions } from "./io.js";
import { describeBot, shownBot } from "./show-bot.js";
import { shownTime, textTable } from "./text-table.js";
import { withStore } from "./with-store.js";

interface ShowOptions extends CommonOptions {
  json?: true;
}

interface AddOptions extends ShowOptions, SettingOptions {
  description?: string;
  required?: true;
  manager?: true;
  webhook?: string;
}

interface SetOptions extends ShowOptions, SettingOptions, WebhookOptions {
  description?: string;
  required?: boolean;
}

export function botsCommand(io: CliIo): Command {
  const command = new Command("bots").description("Keep the register of bots.");
  settingOptions(command.command("add <name>"))
    .description("Add a bot and show its key, once.")
    .option("--description <text>", "what it does, for whoever picks a bot")
    .option(
      "--webhook <url>",
      "call it there instead of waiting for it to connect; also shows the signing secret",
    )
    .option("--required", "end its conversations when it leaves for good")
    .option("--manager", "let it decide what other bots hear and people see; one per server")
    .option("--json", "write one JSON object")
    .action((name: string, options: AddOptions) =>
      withStore(io, options, (store) => add(io, store, name, options)),
    );
  webhookOptions(settingOptions(command.command("set <name>")))
    .description("Change a bot and what the widget shows of it; an empty text takes a setting away.")
    .option("--description <text>", "what it does, for whoever picks a bot")
    .option("--required", "end conversations that begin from now on when it leaves for good")
    .option("--no-required", "let them go on")
    .option("--json", "write one JSON object")
    .action((name: string, options: SetOptions) =>
      withStore(io, options, (store) => set(io, store, name, options)),
    );
  command
    .command("show <name>")
    .description("Show a bot, by its name or id: its webhook, its keys' ids, its settings. No secrets.")
    .option("--json", "write one JSON object")
    .action((name: string, options: ShowOptions) =>
      withStore(io, options, (store) => show(io, store, name, options)),
    );
  command
    .command("key <name>")
    .description("Make a bot another key, by its name or id, and show it, once. Its other keys stay valid.")
    .option("--json", "write one JSON object")
    .action((name: string, options: ShowOptions) =>
      withStore(io, options, (store) => addKey(io, store, name, options)),
    );
  command
    .command("list")
    .description("List the bots.")
    .option("--json", "write a JSON array")
    .action((options: ShowOptions) => withStore(io, options, (store) => list(io, store, options)));
  command
    .command("remove <name>")
    .description("Remove a bot, by name or id, and revoke its keys. Its history stays.")
    .action((name: string, options: CommonOptions) =>
      withStore(io, options, (store) => remove(io, store, name)),
    );
  return command;
}

async function add(io: CliIo, store: Store, name: string, options: AddOptions): Promise<void> {
  if (!parse(BotName, name).ok) {
    throw new CliError(
      `"${name}" cannot name a bot; use 1 to 50 letters, digits, dots, dashes or underscores, such as weather-bot`,
    );
  }
  const { description = null, required: isRequired = false, manager: isManager = false, webhook } = options;
  const settings = changedSettings({}, options);
  if (webhook !== undefined) requireWebhookUrl(webhook);
  if (isManager) {
    await requireNoManager(store).catch((error: Error) => {
      throw new CliError(error.message);
    });
  }
  try {
    const { bot, key } = await registerBot(store, { name, description, isRequired, isManager, settings });
    const signing = webhook === undefined ? undefined : await setWebhook(store, bot, webhook);
    showKey(io, bot, key, { ...options, ...signing }, `Added the bot ${name}.`);
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== "constraint") throw error;
    throw new CliError(
      `There is a bot named ${name} already; natter bots key ${name} makes it another key, natter bots remove ` +
        `${name} frees the name`,
    );
  }
}

async function set(io: CliIo, store: Store, nameOrId: string, options: SetOptions): Promise<void> {
  const bot = await findBot(store, nameOrId);
  const settings = changedSettings(bot.settings, options);
  const secret = await changeWebhook(store, bot, await webhookChange(store, bot, options));
  const { description = bot.description, required = bot.isRequired, json } = options;
  await store.bots.setSettings(bot.id, settings);
  await store.bots.setAbout(bot.id, { description: description || null, isRequired: required });
  const shown = await describeBot(store, await findBot(store, bot.id));
  if (json) {
    io.out(`${JSON.stringify({ ...shown, ...(secret !== null && { secret }) })}\n`);
    return;
  }
  io.out(shownBot(shown));
  if (secret === null) return;
  io.out(
    `\n  NATTER_WEBHOOK_SECRET=${secret}\n\nIt is shown only now. Until the bot has it, its requests wait.\n`,
  );
}

async function show(io: CliIo, store: Store, nameOrId: string, { json }: ShowOptions): Promise<void> {
  const shown = await describeBot(store, await findBot(store, nameOrId));
  io.out(json ? `${JSON.stringify(shown)}\n` : shownBot(shown));
}

async function addKey(io: CliIo, store: Store, nameOrId: string, options: ShowOptions): Promise<void> {
  const bot = await findBot(store, nameOrId);
  const key = await issueBotKey(store, bot);
  showKey(
    io,
    bot,
    key,
    options,
    `Made the bot ${bot.name} another key; natter keys revoke ends an older one.`,
  );
}

function showKey(
  io: CliIo,
  bot: BotEntity,
  { key }: IssuedKey,
  { json, secret }: ShowOptions & { secret?: string },
  done: string,
): void {
  const signing = secret === undefined ? "" : `  NATTER_WEBHOOK_SECRET=${secret}\n`;
  const [what, it] = secret === undefined ? ["This key is", "it"] : ["Both are", "them"];
  io.out(
    json
      ? `${JSON.stringify({ id: bot.id, name: bot.name, key, secret })}\n`
      : `${done}\n\n  NATTER_BOT_KEY=${key}\n${signing}\n${what} shown only now; keep ${it} where the bot can read ${it}.\n`,
  );
}

async function list(io: CliIo, store: Store, { json }: ShowOptions): Promise<void> {
  const bots = await store.bots.list();
  const urls = new Map((await store.webhooks.list()).map(({ botId, url }) => [botId, url]));
  if (json) {
    io.out(`${JSON.stringify(bots.map((bot) => ({ ...bot, webhook: urls.get(bot.id) ?? null })))}\n`);
  } else if (bots.length === 0) {
    io.out("There are no bots yet. Add one with: natter bots add <name>\n");
  } else {
    const rows = bots.map(({ id, name, description, isRequired, isManager, createdAt }) => [
      name,
      id,
      isManager ? "manager" : "bot",
      isRequired ? "yes" : "no",
      shownTime(createdAt),
      urls.get(id) ?? "-",
      description ?? "",
    ]);
    io.out(textTable(["NAME", "ID", "ROLE", "REQUIRED", "ADDED", "WEBHOOK", "DESCRIPTION"], rows));
  }
}

async function remove(io: CliIo, store: Store, nameOrId: string): Promise<void> {
  const bot = await findBot(store, nameOrId);
  await store.bots.remove(bot.id, Date.now());
  io.out(`Removed the bot ${bot.name} (${bot.id}) and revoked its keys. Its history stays, under its id.\n`);
}

async function findBot(store: Store, nameOrId: string): Promise<BotEntity> {
  const bot = await store.bots.find(nameOrId);
  if (bot && bot.removedAt === null) return bot;
  const names = (await store.bots.list()).map(({ name }) => name);
  const suggestion = suggest(nameOrId, names);
  throw new CliError(
    `There is no bot ${nameOrId}${suggestion ? `; did you mean ${suggestion}?` : "; natter bots list shows them"}`,
  );
}
