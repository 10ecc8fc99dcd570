import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Bot } from "@natter/bot";
import { registerBot, setWebhook } from "@natter/server";
import { silence, type Way } from "./house.js";
import { serve } from "./served.js";

export const byWebhook: Way = {
  name: "by webhook",
  async open(make, settings) {
    const house = await serve(settings);
    const { store } = house.server;
    let bot: Bot | undefined;
    const endpoint = await listen(
      async (request) => bot?.fetch(request) ?? new Response("", { status: 503 }),
    );
    const registered = await registerBot(store, { name: "bot" });
    const { secret } = await setWebhook(store, registered.bot, endpoint.url);
    bot = make({ webhookSecret: secret, logger: silence });
    const wanted = bot.announces().join();
    while (!endpoint.wasCalled() || (await store.bots.find("bot"))?.hears.join() !== wanted) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return {
      converse: house.converse,
      async [Symbol.asyncDispose]() {
        await house[Symbol.asyncDispose]();
        endpoint.server.closeAllConnections();
        endpoint.server.close();
      },
    };
  },
};

/** Node's HTTP server in front of a function from `Request` to `Response`. */
async function listen(answer: (request: Request) => Promise<Response>) {
  let count = 0;
  const server: Server = createServer((incoming, outgoing) => {
    void asRequest(incoming)
      .then(answer)
      .then(async (response) => {
        if (response.ok) count += 1;
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(await response.text());
      })
      .catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/natter`, wasCalled: () => count > 0 };
}

async function asRequest(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const body = await text(incoming);
  return new Request(`http://bot.test${incoming.url}`, { method: incoming.method ?? "POST", headers, body });
}
