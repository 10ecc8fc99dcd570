import type { Answer, VisitorCalls, VisitorEvents } from "@natter/protocol";
import { Manager, type Socket } from "socket.io-client";
import { backoffMs } from "./backoff.js";
import { CallFailed, isWireError } from "./call-failed.js";
import type { CallInputOf, CallReplyOf, VisitorCallName } from "./calls.js";
import type { Link, LinkListener, LinkStatus } from "./transport.js";

const callTimeoutMs = 12_000;

/** A Socket.IO connection. Engine failures are retried by Socket.IO, refusals and server closes by us. */
export class SocketLink implements Link {
  readonly #listener: LinkListener;
  readonly #socket: Socket<VisitorEvents, VisitorCalls>;
  readonly #closing = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #status: LinkStatus | null = null;

  constructor(server: string, protocol: number, listener: LinkListener) {
    this.#listener = listener;
    const { origin, pathname } = new URL(server);
    const manager = new Manager(origin, {
      path: `${pathname.replace(/\/$/u, "")}/socket.io`,
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 600,
      reconnectionDelayMax: 20_000,
      timeout: 10_000,
    });
    const socket = manager.socket("/", {
      auth: (present: (handshake: object) => void) => {
        const { token, cursor } = listener.credentials();
        present({ token, protocol, ...(cursor !== null && { cursor }) });
      },
    }) as Socket<VisitorEvents, VisitorCalls>;
    this.#socket = socket;
    socket.on("connect", () => this.#online());
    socket.on("disconnect", (reason) => {
      this.#down();
      // Socket.IO does not come back by itself when the server closed the namespace.
      if (reason === "io server disconnect") this.#connectIn(backoffMs(this.#attempt++));
    });
    socket.on("connect_error", (error) => this.#refused(error));
    socket.on("feed", (feed) => listener.feed(feed));
    socket.on("state", (state) => listener.state(state));
    socket.on("delta", (delta) => listener.delta(delta));
    socket.on("typing", (typing) => listener.typing(typing));
    socket.on("draining", ({ reconnectWithinMs }) => {
      socket.disconnect();
      this.#connectIn(Math.random() * reconnectWithinMs);
    });
    const { signal } = this.#closing;
    addEventListener("online", () => this.#connectNow(), { signal });
    // A server on this machine stays connected without a network.
    addEventListener("offline", () => socket.connected || this.#down(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#connectNow(), { signal });
    this.#tell("connecting");
    socket.connect();
  }

  async call<Name extends VisitorCallName>(name: Name, input: CallInputOf<Name>): Promise<CallReplyOf<Name>> {
    // Socket.IO would queue it and send it after the reconnect, behind the back of the outbox.
    if (!this.#socket.connected) throw CallFailed.unreachable("not connected");
    let answer: Answer<CallReplyOf<Name>>;
    try {
      // The map types tie name, input and answer together; `emitWithAck` cannot follow a generic name.
      const emit = this.#socket.timeout(callTimeoutMs).emitWithAck as (
        ...call: unknown[]
      ) => Promise<unknown>;
      answer = (await emit.call(this.#socket, name, input)) as Answer<CallReplyOf<Name>>;
    } catch (error) {
      throw CallFailed.unreachable(error);
    }
    if (answer.ok) return answer.data;
    throw new CallFailed(answer.error);
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#socket.off();
    this.#socket.disconnect();
  }

  #online(): void {
    this.#attempt = 0;
    this.#tell("online");
  }

  #down(): void {
    this.#tell(navigator.onLine ? "reconnecting" : "offline");
  }

  #refused(error: Error & { data?: unknown }): void {
    this.#down();
    // Without an answer of the server the engine has failed, and Socket.IO tries again.
    if (this.#socket.active) return;
    const failure = new CallFailed(
      isWireError(error.data) ? error.data : { code: "internal", message: error.message },
    );
    if (!failure.isRetryable) {
      this.close();
      this.#listener.refused(failure);
      return;
    }
    this.#connectIn(failure.retryAfterMs + backoffMs(this.#attempt++));
  }

  #connectIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#socket.connect();
    }, delayMs);
  }

  /** Skips what is left of a backoff: the network, or the reader, has just come back. */
  #connectNow(): void {
    if (this.#socket.connected || this.#timer !== undefined) return;
    this.#socket.disconnect().connect();
    this.#down();
  }

  #tell(status: LinkStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#listener.status(status);
  }
}
