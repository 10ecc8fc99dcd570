import { type Command, Option } from "commander";
import { webhookUrlFault } from "../bots/webhook/address-guard.js";
import { removeWebhook, setWebhook } from "../registration.js";
import type { BotEntity } from "../store/entities.js";
import type { Store } from "../store/store.js";
import { CliError } from "./io.js";

/** The options as Commander gives them. */
export interface WebhookOptions {
  /** False: by `--no-webhook`. */
  webhook?: string | false;
  /** True: make one. */
  webhookSecret?: string | true;
}

/** The options by which a bot's webhook is changed. */
export function webhookOptions(command: Command): Command {
  return command
    .option("--webhook <url>", "call it there from now on; its signing secret stays, where it has one")
    .option("--no-webhook", "call it no more: it connects by itself")
    .addOption(
      new Option(
        "--webhook-secret [secret]",
        "sign its calls with another secret: a new one, shown once, or this one",
      ),
    );
}

/** Throws `CliError` for an address that cannot be called. */
export function requireWebhookUrl(url: string): void {
  // What is not public may be meant for later; the server checks that at every call.
  const fault = webhookUrlFault(url, "any");
  if (fault !== null)
    throw new CliError(`--webhook ${url} ${fault}; write it like https://bot.example.com/natter`);
}

/** Changes what the options say; resolves to a secret that was made for it and is to be shown. */
export async function changeWebhook(
  store: Store,
  bot: BotEntity,
  { webhook, webhookSecret }: WebhookOptions,
): Promise<string | undefined> {
  if (webhook === false) {
    if (webhookSecret !== undefined) throw new CliError("--no-webhook leaves nothing to sign with a secret");
    await removeWebhook(store, bot);
    return undefined;
  }
  if (webhook === undefined && webhookSecret === undefined) return undefined;
  if (webhook !== undefined) requireWebhookUrl(webhook);
  if (typeof webhookSecret === "string") requireSecret(webhookSecret);
  const before = await findWebhook(store, bot);
  const url = webhook ?? before?.url;
  if (url === undefined) {
    throw new CliError(
      `${bot.name} has no webhook whose calls could be signed; give it one with --webhook <url>`,
    );
  }
  const kept = webhookSecret === undefined ? before?.secret : undefined;
  const given = typeof webhookSecret === "string" ? webhookSecret : kept;
  const { secret } = await setWebhook(store, bot, url, given);
  return given === undefined ? secret : undefined;
}

export async function findWebhook(store: Pick<Store, "webhooks">, { id }: Pick<BotEntity, "id">) {
  return (await store.webhooks.list()).find(({ botId }) => botId === id);
}

/** Who chooses a secret must choose one that nobody can guess, and that an environment variable carries. */
function requireSecret(secret: string): void {
  if (/^[\x21-\x2B\x2D-\x7E]{32,200}$/u.test(secret)) return;
  throw new CliError(
    "--webhook-secret takes 32 to 200 letters, digits and signs without spaces or commas; leave the text out to have one made",
  );
}
