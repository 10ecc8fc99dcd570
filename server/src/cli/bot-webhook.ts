import { type Command, Option } from "commander";
import { webhookUrlFault } from "../bots/webhook/address-guard.js";
import { findWebhook, type WebhookChange } from "../registration.js";
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

/** What the options say. Throws `CliError` where that cannot be. */
export async function webhookChange(
  store: Pick<Store, "webhooks">,
  bot: BotEntity,
  { webhook, webhookSecret: secret }: WebhookOptions,
): Promise<WebhookChange> {
  if (webhook === false) {
    if (secret !== undefined) throw new CliError("--no-webhook leaves nothing to sign with a secret");
    return { url: null };
  }
  if (webhook !== undefined) requireWebhookUrl(webhook);
  if (typeof secret === "string") requireSecret(secret);
  if (secret !== undefined && webhook === undefined && !(await findWebhook(store, bot))) {
    throw new CliError(
      `${bot.name} has no webhook whose calls could be signed; give it one with --webhook <url>`,
    );
  }
  return { url: webhook, secret };
}

/** Who chooses a secret must choose one that nobody can guess, and that an environment variable carries. */
function requireSecret(secret: string): void {
  if (/^[\x21-\x2B\x2D-\x7E]{32,200}$/u.test(secret)) return;
  throw new CliError(
    "--webhook-secret takes 32 to 200 letters, digits and signs without spaces or commas; leave the text out to have one made",
  );
}
