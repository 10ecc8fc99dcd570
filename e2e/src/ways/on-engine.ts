import { buffer } from "node:stream/consumers";
import { openEngine } from "@natter/server/engine";
import { silence, type Way } from "./house.js";

export const onEngine: Way = {
  name: "on the engine in memory, as in a terminal",
  async open(make, { requestTimeoutMs, makeManager }) {
    const engine = openEngine({ requestTimeoutMs, onFault: () => {} });
    const bot = make({ logger: silence });
    await bot.start({ host: await engine.addBot("bot") });
    const manager = makeManager?.({ logger: silence });
    await manager?.start({ host: await engine.addBot("boss", { isManager: true }) });
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
          async send(file) {
            sent += 1;
            const bytes = file.stream();
            await engine.sendFile(
              joined,
              { type: "attachment", localId: `${sent}` },
              { name: file.name, bytes },
            );
          },
          read: async (url) => buffer(await engine.readFile(url)),
          end: () => engine.endConversation(joined),
          thread: async () => engine.changes(joined.conversation.id, 0).changes,
        };
      },
      async [Symbol.asyncDispose]() {
        await bot.stop({ graceMs: 0 });
        await manager?.stop({ graceMs: 0 });
        await engine.close();
      },
    };
  },
};
