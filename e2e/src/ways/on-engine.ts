import { openEngine } from "@natter/server/engine";
import { silence, type Way } from "./house.js";

export const onEngine: Way = {
  name: "on the engine in memory, as in a terminal",
  async open(make, { requestTimeoutMs }) {
    const engine = openEngine({ requestTimeoutMs, onFault: () => {} });
    const bot = make({ logger: silence });
    await bot.start({ host: await engine.addBot("bot") });
    return {
      async converse(nickname = "Ann") {
        const joined = await engine.createConversation({ nickname, bots: ["bot"] });
        let sent = 0;
        return {
          async say(text, quotedMessageId) {
            sent += 1;
            await engine.sendMessage(joined, {
              localId: `${sent}`,
              text,
              quotedMessageId: quotedMessageId ?? null,
            });
          },
          thread: async () => engine.changes(joined.conversation.id, 0).changes,
        };
      },
      async [Symbol.asyncDispose]() {
        await bot.stop({ graceMs: 0 });
        await engine.close();
      },
    };
  },
};
