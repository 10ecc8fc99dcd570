import type { BotSettings, RegisteredBot, RegisteredKey, registryRestCalls } from "@natter/protocol";
import type { AdminActor } from "../../chat/actor.js";
import { failure, invalidInput } from "../../errors.js";
import { originPatternFault } from "../../origins.js";
import { issueAdminKey, issueBotKey, registerBot } from "../../registration.js";
import type { ApiKeyEntity, BotEntity } from "../../store/entities.js";
import { type Store, StoreError } from "../../store/store.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Bots and keys, as the command line keeps them, for administrators. */
export function registryCalls({ core }: RestServices): Pick<RestHandlers, keyof typeof registryRestCalls> {
  const { store } = core;
  const note = ({ keyId }: AdminActor, action: string, details: Record<string, unknown>) =>
    store.audit.add({ actor: `key:${keyId}`, action, details, createdAt: core.now() });

  return {
    async listRegisteredBots() {
      return { bots: (await store.bots.list()).map(presentBot) };
    },

    async addBot({ actor, body }) {
      requireOrigins(body.settings);
      if (body.isManager) await requireNoManager(store);
      const about = { ...body, description: body.description || null };
      const { bot, key } = await registerBot(store, about).catch((error: unknown) => {
        const isTaken = error instanceof StoreError && error.fault === "constraint";
        throw isTaken ? failure("conflict", "bot.taken", { name: body.name }, { cause: error }) : error;
      });
      await note(actor, "bots.add", { botId: bot.id, name: bot.name, keyId: key.id });
      return { bot: presentBot(bot), keyId: key.id, key: key.key };
    },

    async setBot({ actor, params, body: { settings } }) {
      requireOrigins(settings);
      const bot = await requireBot(store, params.botId);
      await store.bots.setSettings(bot.id, settings);
      await note(actor, "bots.set", { botId: bot.id });
      return { bot: presentBot({ ...bot, settings }) };
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

function requireOrigins({ origins = [] }: BotSettings): void {
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

function presentBot(bot: BotEntity): RegisteredBot {
  const { id, name, description, isRequired, isManager, settings, createdAt } = bot;
  return { id, name, description, isRequired, isManager, settings, createdAt };
}

function presentKey(entity: ApiKeyEntity): RegisteredKey {
  const { id, kind, name, botId, scopes, createdAt, lastUsedAt, revokedAt } = entity;
  return { id, kind, name, botId, scopes: [...scopes], createdAt, lastUsedAt, revokedAt };
}
