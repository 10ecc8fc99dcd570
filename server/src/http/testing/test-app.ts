import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AdminScope, Membership } from "@natter/protocol";
import { Dispatcher } from "../../bots/dispatcher.js";
import { Streams } from "../../bots/streams.js";
import { Limiter } from "../../limits/limiter.js";
import { createLog } from "../../log.js";
import { silent } from "../../observer.js";
import { createOriginPolicy } from "../../origins.js";
import { issueAdminKey } from "../../registration.js";
import { openTestCore, type TestCore } from "../../testing/test-core.js";
import { createTokens, type Tokens } from "../../tokens.js";
import { createHttpApp, type HttpOptions } from "../create-http-app.js";
import { checkAnswer } from "./check-answer.js";

export interface TestApp extends AsyncDisposable {
  url: string;
  test: TestCore;
  tokens: Tokens;
  /** The log's lines. */
  logged: Record<string, unknown>[];
  /** Calls the API; a body is sent as JSON. Rejects where the answer is not as documented. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** Starts a conversation over the door. */
  start(body?: object): Promise<Membership>;
  addAdminKey(scopes?: AdminScope[]): Promise<string>;
}

interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface AppOptions
  extends Partial<Pick<HttpOptions, "middleware" | "isReady" | "identities" | "limiter" | "metrics">> {
  origins?: string[];
  roomsEnabled?: boolean;
  config?: Partial<HttpOptions["config"]>;
}

/** The real door on a real port, before the real core. */
export async function openTestApp(options: AppOptions = {}): Promise<TestApp> {
  const test = await openTestCore({ roomsEnabled: options.roomsEnabled ?? false });
  const secret = "a secret of more than thirty-two characters";
  const tokens = createTokens(secret, { now: test.core.now });
  const logged: Record<string, unknown>[] = [];
  const onFault = test.core.onFault;
  const streams = new Streams({ core: test.core, onDelta: () => {}, onFault });
  const dispatcher = new Dispatcher({
    core: test.core,
    nodeId: "test",
    requestTimeoutMs: 60_000,
    onTyping: () => {},
    onFreed: (requestId, attempt) => streams.freed(requestId, attempt),
    onFault,
  });
  const app = createHttpApp({
    core: test.core,
    tokens,
    identities: options.identities ?? null,
    secret,
    origins: createOriginPolicy(options.origins ?? ["https://site.test"]),
    log: createLog("debug", { write: (line) => void logged.push(JSON.parse(line)) }),
    config: {
      trustProxy: false,
      widgetDirectory: null,
      exportPageRows: 500,
      metrics: "loopback",
      ...options.config,
    },
    bots: () => ({ dispatcher, streams }),
    isReady: options.isReady ?? (() => true),
    middleware: options.middleware ?? [],
    limiter: options.limiter ?? new Limiter({ rates: null, observer: silent }),
    metrics: options.metrics ?? null,
  });
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const call = async (method: string, path: string, { token, body, headers = {} }: CallOptions = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    await checkAnswer(method, path, response);
    return response;
  };

  return {
    url,
    test,
    tokens,

    logged,
    call,
    async start(body = {}) {
      const response = await call("POST", "/conversations", { body });
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as Membership;
    },
    async addAdminKey(scopes = ["requests:read"]) {
      return (await issueAdminKey(test.store, { name: "test", scopes })).key;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      dispatcher.close();
      await streams.close();
      await test[Symbol.asyncDispose]();
    },
  };
}
