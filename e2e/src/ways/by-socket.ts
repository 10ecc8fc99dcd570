import { registerBot } from "@natter/server";
import { silence, type Way } from "./house.js";
import { serve } from "./served.js";

export const bySocket: Way = {
  name: "over a socket",
  async open(make, settings) {
    const house = await serve(settings);
    const { server, converse } = house;
    const { key } = await registerBot(server.store, { name: "bot" });
    const bot = make({ url: server.url, key: key.key, logger: silence, handleSignals: false });
    await bot.start();
    return {
      converse,
      async [Symbol.asyncDispose]() {
        await bot.stop({ graceMs: 0 });
        await house[Symbol.asyncDispose]();
      },
    };
  },
};
