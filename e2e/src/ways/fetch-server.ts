import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Node's HTTP server in front of a function from `Request` to `Response`. */
export async function listen(answer: (request: Request) => Promise<Response>) {
  let count = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    void asRequest(incoming, gone.signal)
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

/** As runtimes make it: its signal aborts when the caller has gone. */
async function asRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const body = await text(incoming);
  const method = incoming.method ?? "POST";
  return new Request(`http://bot.test${incoming.url}`, { method, headers, body, signal });
}
