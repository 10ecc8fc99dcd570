import type { Server } from "node:http";
import type { Bot, BotOptions } from "@natter/bot";
import { registerBot, setWebhook } from "@natter/server";
import { listen } from "./fetch-server.js";
import { type House, type HouseSettings, type MakeBot, silence, type Way } from "./house.js";
import { serve } from "./served.js";

/** Acts while it works. */
export const byWebhook: Way = {
  name: "by webhook",
  open: (make, settings) => open(make, settings, true),
};

/** Says in its answer what it wants done, because it was told no address to call. */
export const byAnswerAlone: Way = {
  name: "by webhook, by its answer alone",
  open: (make, settings) => open(make, settings, false),
};

async function open(make: MakeBot, settings: HouseSettings, canCall: boolean): Promise<House> {
  const house = await serve(settings);
  const { store } = house.server;
  const { url } = house.server;
  const servers: Server[] = [];
  const add = async (name: string, isManager: boolean, makeOne: (options: BotOptions) => Answering) => {
    let bot: Answering | undefined;
    const endpoint = await listen(
      async (request) => bot?.fetch(request) ?? new Response("", { status: 503 }),
    );
    servers.push(endpoint.server);
    const registered = await registerBot(store, { name, isManager });
    const { secret } = await setWebhook(store, registered.bot, endpoint.url);
    const { key } = registered.key;
    bot = makeOne({ webhookSecret: secret, ...(canCall && { url, key }), logger: silence });
    const wanted = bot.announces().join();
    while (!endpoint.wasCalled() || (await store.bots.find(name))?.hears.join() !== wanted) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await add("bot", false, make);
  if (settings.makeManager) await add("boss", true, settings.makeManager);
  return {
    converse: house.converse,
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

type Answering = Pick<Bot, "fetch" | "announces">;
