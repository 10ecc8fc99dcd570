import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type BotCalls,
  type BotEvents,
  BotHandshake,
  botCalls,
  botEvents,
  type Message,
  parse,
  type SentMessage,
  type WireError,
} from "@natter/protocol";
import { Server, type Socket } from "socket.io";
import { aRequest } from "../request.fixture.js";
import { stored } from "../scripted-link.fixture.js";
import type { BotRequest, Input } from "../wire.js";

type CallName = keyof BotCalls;
type Door = Socket<BotCalls, BotEvents>;
export type SeenCall = { [Name in CallName]: { name: Name; input: Input<Name> } }[CallName];

interface Asked {
  request: BotRequest;
  attempt: number;
  end: "done" | "fail" | null;
}

/**
 * Namespace `/bots` as the protocol describes it, with an inbox in memory. Every frame from a bot is read by
 * the protocol's own schemas; one that does not fit is kept in `faults`.
 */
export class BotsServer implements AsyncDisposable {
  readonly #http: HttpServer = createServer();
  readonly #io = new Server<BotCalls, BotEvents>(this.#http);
  readonly #asked = new Map<string, Asked>();
  readonly #script: { name: CallName; act: WireError | "lose the answer" | (() => void) }[] = [];
  readonly #waiting = new Set<() => void>();
  #door: Door | null = null;
  connections = 0;
  handshakes = 0;
  handshake: unknown = null;
  url = "";
  /** Whether the key is a manager's. */
  isManager = false;
  refusal: WireError | null = null;
  readonly calls: SeenCall[] = [];
  readonly faults: unknown[] = [];
  /** What was stored, by `request/index`, in the order of storing. */
  readonly messages = new Map<string, SentMessage>();

  static async listen(port = 0, namespace = "/bots"): Promise<BotsServer> {
    const server = new BotsServer();
    server.#http.listen(port, "127.0.0.1");
    await once(server.#http, "listening");
    server.url = `http://127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    const bots = server.#io.of(namespace);
    bots.use((socket, next) => next(server.#refuse(socket.handshake.auth)));
    bots.on("connection", (socket) => server.#serve(socket));
    return server;
  }

  /** Puts a message into the bot's inbox. */
  ask(message: Message, parts: Parameters<typeof aRequest>[0] = {}): string {
    const requestId = parts.requestId ?? `r-${this.#asked.size + 1}`;
    this.#asked.set(requestId, {
      request: aRequest({ ...parts, message, requestId }),
      attempt: 0,
      end: null,
    });
    if (this.#door) this.#deliver(this.#door, requestId);
    return requestId;
  }

  /** Delivers again, with the next attempt number. */
  deliverAgain(requestId: string): void {
    if (this.#door) this.#deliver(this.#door, requestId);
  }

  emit<Name extends keyof BotEvents>(name: Name, ...payload: Parameters<BotEvents[Name]>): void {
    this.#door?.emit(name, ...payload);
  }

  /** What to do at the next call of that name, once: refuse it, or do it and lose the answer, or run something. */
  atNext(name: CallName, act: WireError | "lose the answer" | (() => void)): void {
    this.#script.push({ name, act });
  }

  /** Cuts the link as a broken network does. */
  cut(): void {
    this.#door?.conn.close();
  }

  /** Ends the session as a server does, which stops Socket.IO's own reconnecting. */
  kick(): void {
    this.#door?.disconnect();
  }

  endOf(requestId: string): Asked["end"] | undefined {
    return this.#asked.get(requestId)?.end;
  }

  texts(): string[] {
    return [...this.messages.values()].map(({ message }) => (message.type === "system" ? "" : message.text));
  }

  /** Resolves as soon as something that happened here has made the condition true. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isTrue()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#io.close();
  }

  #refuse(handshake: unknown): (Error & { data?: WireError }) | undefined {
    this.handshakes++;
    this.handshake = handshake;
    queueMicrotask(() => this.#look());
    const parsed = parse(BotHandshake, handshake);
    if (!parsed.ok) this.faults.push(handshake, parsed.faults);
    if (this.refusal === null) return undefined;
    return Object.assign(new Error(this.refusal.message), { data: this.refusal });
  }

  #serve(socket: Door): void {
    this.connections++;
    // One listener for all calls: their types are known again after parsing.
    socket.onAny((name: CallName, input: unknown, answer: (answer: unknown) => void) => {
      this.#receive(socket, name, input, answer);
      this.#look();
    });
    socket.on("disconnect", () => {
      if (this.#door === socket) this.#door = null;
      this.#look();
    });
    this.#look();
  }

  #receive(socket: Door, name: CallName, input: unknown, answer: (answer: unknown) => void): void {
    const parsed = parse(botCalls[name].input, input);
    if (!parsed.ok) {
      this.faults.push(input, parsed.faults);
      answer({ ok: false, error: { code: "invalid", message: "a field is wrong", details: parsed.faults } });
      return;
    }
    const seen = { name, input } as SeenCall;
    this.calls.push(seen);
    const planned = this.#script.findIndex((step) => step.name === name);
    const act = planned === -1 ? null : (this.#script.splice(planned, 1)[0]?.act ?? null);
    if (typeof act === "object" && act !== null) {
      answer({ ok: false, error: act });
      return;
    }
    if (typeof act === "function") act();
    const data = this.#do(socket, seen);
    if (act !== "lose the answer") answer(data);
  }

  #do(socket: Door, { name, input }: SeenCall): unknown {
    if (name === "hello") {
      this.#door = socket;
      // After the answer, as a server that has looked into the database would.
      setImmediate(() => {
        for (const [requestId, { end }] of this.#asked) if (end === null) this.#deliver(socket, requestId);
      });
      return { ok: true, data: { bot: { id: "b-1", name: "echo", isManager: this.isManager } } };
    }
    if (name === "say" || name === "leave" || name === "requests")
      throw new Error(`the fixture knows no ${name}`);
    if (name === "credit") return { ok: true, data: {} };
    const asked = this.#asked.get(input.requestId);
    if (!asked || asked.attempt !== input.attempt || asked.end !== null || socket !== this.#door) {
      return { ok: false, error: { code: "fenced", message: "another attempt has taken over" } };
    }
    if (name === "effect") {
      const key = `${input.requestId}/${input.index}`;
      const before = this.messages.get(key);
      if (!before) this.messages.set(key, stored(input));
      return { ok: true, data: { ...(before ?? stored(input)), duplicate: before !== undefined } };
    }
    if (name !== "done" && name !== "fail") throw new Error(`the fixture knows no ${name}`);
    asked.end = name === "fail" && input.isRetryable ? null : name;
    return { ok: true, data: name === "fail" ? { retryAt: input.isRetryable ? 1 : null } : {} };
  }

  #deliver(socket: Door, requestId: string): void {
    const asked = this.#asked.get(requestId);
    if (!asked || !socket.connected) return;
    asked.attempt++;
    const request = { ...asked.request, attempt: asked.attempt };
    if (!parse(botEvents.request.payload, request).ok)
      throw new Error("the fixture sends what is no request");
    socket.emit("request", request);
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }
}

/** A free port that nobody is given who asks for any, so that it is free still when a server comes to it later. */
export async function portToComeBackTo(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer().listen(port, "127.0.0.1");
    const isFree = await once(probe, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}
