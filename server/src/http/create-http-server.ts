import { createServer, type Server as HttpServer, type RequestListener, type ServerOptions } from "node:http";

/** How long a peer may take, and how much it may send, before it is let go: what slow-loris attacks live on. */
export const httpBounds = {
  /** From the connection, or the answer before, to the end of the headers. */
  headersTimeout: 10_000,
  /** ... to the end of the body. Long enough for a large upload over a slow line. */
  requestTimeout: 120_000,
  /** An idle connection. Longer than the 60 s of usual proxies, which otherwise meet connections that just closed. */
  keepAliveTimeout: 65_000,
  /** How often the first two are looked at. */
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16_384,
} satisfies ServerOptions;

const maxHeadersCount = 100;

export function createHttpServer(
  listener: RequestListener,
  bounds: Partial<typeof httpBounds> = {},
): HttpServer {
  const server = createServer({ ...httpBounds, ...bounds }, listener);
  server.maxHeadersCount = maxHeadersCount;
  return server;
}
