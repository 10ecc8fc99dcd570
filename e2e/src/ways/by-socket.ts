import { registerBot } from "@natter/server";
import { silence, type Way } from "./house.js";
import { serve } from "./served.js";

export const bySocket: Way = {
  name: "over a socket",
  async open(make, settings) {
    const house = await serve(settings);
    const { server, converse } = house;
    const optionsOf = async (name: string, isManager: boolean) => {
      const { key } = await registerBot(server.store, { name, isManager });
      return { url: server.url, key: key.key, logger: silence, handleSignals: false };
    };
    const bot = make(await optionsOf("bot", false));
    const manager = settings.makeManager?.(await optionsOf("boss", true));
    await bot.start();
    await manager?.start();
    return {
      converse,
      async [Symbol.asyncDispose]() {
        await bot.stop({ graceMs: 0 });
        await manager?.stop({ graceMs: 0 });
        await house[Symbol.asyncDispose]();
      },
    };
  },
};
