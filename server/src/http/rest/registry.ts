import type { BotSettings, RegisteredBot, RegisteredKey, registryRestCalls } from "@natter/protocol";
import { webhookUrlFault } from "../../bots/webhook/address-guard.js";
import type { AdminActor } from "../../chat/actor.js";
import { failure, invalidInput } from "../../errors.js";
import { originPatternFault } from "../../origins.js";
import { changeWebhook, findWebhook, issueAdminKey, issueBotKey, registerBot } from "../../registration.js";
import type { ApiKeyEntity, BotEntity } from "../../store/entities.js";
import { type Store, StoreError } from "../../store/store.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Bots and keys, as the command line keeps them, for administrators. */
export function registryHandlers({ core }: RestServices): Pick<RestHandlers, keyof typeof registryRestCalls> {
  const { store } = core;
  const note = ({ keyId }: AdminActor, action: string, details: Record<string, unknown>) =>
    store.audit.add({ actor: `key:${keyId}`, action, details, createdAt: core.now() });

  return {
    async listRegisteredBots() {
      const urls = new Map((await store.webhooks.list()).map(({ botId, url }) => [botId, url]));
      return { bots: (await store.bots.list()).map((bot) => presentBot(bot, urls.get(bot.id))) };
    },

    async addBot({ actor, body: { webhookUrl: url, ...body } }) {
      requireOrigins(body.settings);
      requireWebhookUrl(url);
      if (body.isManager) await requireNoManager(store);
      const about = { ...body, description: body.description || null };
      const { bot, key } = await registerBot(store, about).catch((error: unknown) => {
        const isTaken = error instanceof StoreError && error.fault === "constraint";
        throw isTaken ? failure("conflict", "bot.taken", { name: body.name }, { cause: error }) : error;
      });
      const webhookSecret = await changeWebhook(store, bot, { url });
      await note(actor, "bots.add", { botId: bot.id, name: bot.name, keyId: key.id, webhookUrl: url });
      return { bot: presentBot(bot, url), keyId: key.id, key: key.key, webhookSecret };
    },

    async setBot({ actor, params, body }) {
      requireOrigins(body.settings);
      requireWebhookUrl(body.webhookUrl);
      const bot = await requireBot(store, params.botId);
      const before = await findWebhook(store, bot);
      const { webhookUrl: url = before?.url ?? null, rotateWebhookSecret: isRotated } = body;
      if (isRotated && url === null) {
        throw invalidInput([
          { field: "rotateWebhookSecret", message: "has nothing to sign; give a webhookUrl with it" },
        ]);
      }
      const { settings = bot.settings, isRequired = bot.isRequired } = body;
      const description = (body.description === undefined ? bot.description : body.description) || null;
      const webhookSecret = await changeWebhook(store, bot, {
        url: body.webhookUrl,
        secret: isRotated || undefined,
      });
      if (body.settings) await store.bots.setSettings(bot.id, settings);
      await store.bots.setAbout(bot.id, { description, isRequired });
      await note(actor, "bots.set", { botId: bot.id, changed: Object.keys(body) });
      return { bot: presentBot({ ...bot, settings, description, isRequired }, url), webhookSecret };
    },

    async removeBot({ actor, params }) {
      const bot = await requireBot(store, params.botId);
      await store.bots.remove(bot.id, core.now());
      await note(actor, "bots.remove", { botId: bot.id, name: bot.name });
      return {};
    },

    async addBotKey({ actor, params }) {
      const bot = await requireBot(store, params.botId);
      const { id: keyId, key } = await issueBotKey(store, bot);
      await note(actor, "keys.add", { keyId, botId: bot.id });
      return { keyId, key };
    },

    async listKeys() {
      return { keys: (await store.keys.list()).map(presentKey) };
    },

    async addKey({ actor, body }) {
      const scopes = [...new Set(body.scopes)];
      const beyond = scopes.filter((scope) => !actor.scopes.includes(scope));
      // Else a key that may make keys would be a key to everything.
      if (beyond.length > 0) throw failure("forbidden", "key.beyond", { scopes: beyond.join(", ") });
      const { id: keyId, key } = await issueAdminKey(store, { name: body.name, scopes });
      await note(actor, "keys.add", { keyId, name: body.name, scopes });
      return { keyId, key };
    },

    async revokeKey({ actor, params: { keyId } }) {
      if (!(await store.keys.revoke(keyId, core.now()))) throw failure("not_found", "key.none");
      await note(actor, "keys.revoke", { keyId });
      return {};
    },
  };
}

function requireWebhookUrl(url: string | null | undefined): void {
  // What is not public may be meant for later; the server checks that at every call.
  const message = url == null ? null : webhookUrlFault(url, "any");
  if (message !== null) throw invalidInput([{ field: "webhookUrl", message }]);
}

function requireOrigins({ origins = [] }: BotSettings = {}): void {
  const faults = origins.flatMap((origin, index) => {
    const message = originPatternFault(origin);
    return message === null ? [] : [{ field: `settings.origins.${index}`, message }];
  });
  if (faults.length > 0) throw invalidInput(faults);
}

async function requireNoManager({ bots }: Pick<Store, "bots">): Promise<void> {
  const manager = (await bots.list()).find(({ isManager }) => isManager);
  if (manager) throw failure("conflict", "manager.taken", { name: manager.name });
}

async function requireBot({ bots }: Pick<Store, "bots">, id: string): Promise<BotEntity> {
  const bot = await bots.find(id);
  if (bot?.id === id && bot.removedAt === null) return bot;
  throw failure("not_found", "bot.unregistered");
}

function presentBot(bot: BotEntity, webhookUrl: string | null = null): RegisteredBot {
  const { id, name, description, isRequired, isManager, settings, createdAt } = bot;
  return { id, name, description, isRequired, isManager, settings, webhookUrl, createdAt };
}

function presentKey(entity: ApiKeyEntity): RegisteredKey {
  const { id, kind, name, botId, scopes, createdAt, lastUsedAt, revokedAt } = entity;
  return { id, kind, name, botId, scopes: [...scopes], createdAt, lastUsedAt, revokedAt };
}
