import type { ErrorCode, WidgetConfig, WireError } from "@natter/protocol";
import type { BrowserContext, WebSocketRoute } from "playwright-core";
import { FakeChat, type Listener } from "./fake-chat.js";

interface Peer {
  socket: WebSocketRoute;
  chat: FakeChat | null;
  listener: Listener | null;
}

const noSettings = { title: null, welcome: null, prompts: [], placeholder: null, accent: null };

/** A Natter server for a browser: REST by `page.route`, and as much Engine.IO and Socket.IO as a client needs. */
export class FakeServer {
  readonly chats: FakeChat[] = [];
  /** What each connect presented. */
  readonly handshakes: { token: string; cursor?: number; protocol: number }[] = [];
  readonly created: unknown[] = [];
  readonly calls: { name: string; input: unknown }[] = [];
  isDown = false;
  /** The error that refuses the next connects. */
  refusal: WireError | null = null;
  /** The problem that refuses the next conversations. */
  problem: { status: number; code: ErrorCode; detail: string } | null = null;
  /** What the bot's owner has set. */
  settings: Partial<WidgetConfig> = {};
  /** Runs when a conversation is created, before its socket connects. */
  onCreate: (chat: FakeChat) => void = () => {};
  readonly #peers = new Set<Peer>();
  readonly #waiting = new Set<() => void>();

  async attach(context: BrowserContext, origin: string): Promise<void> {
    await context.route(`${origin}/api/v1/conversations`, async (route) => {
      if (this.isDown) return route.abort("connectionrefused");
      const headers = { "access-control-allow-origin": "*" };
      if (this.problem) return route.fulfill({ status: this.problem.status, json: this.problem, headers });
      const body: { bots?: string[]; nickname?: string } = route.request().postDataJSON();
      this.created.push(body);
      const chat = new FakeChat(`c${this.chats.length + 1}`, body.bots ?? [], body.nickname);
      this.onCreate(chat);
      this.chats.push(chat);
      this.#changed();
      return route.fulfill({
        status: 201,
        json: chat.membership,
        headers,
      });
    });
    await context.route(`${origin}/api/v1/config?*`, (route) => {
      if (this.isDown) return route.abort("connectionrefused");
      const json = { ...noSettings, ...this.settings };
      return route.fulfill({ json, headers: { "access-control-allow-origin": "*" } });
    });
    await context.routeWebSocket(`${origin.replace("http", "ws")}/socket.io/**`, (socket) =>
      this.#accept(socket),
    );
  }

  /** The newest conversation. */
  get chat(): FakeChat {
    return this.chats.at(-1) as FakeChat;
  }

  get connections(): number {
    return [...this.#peers].filter(({ chat }) => chat).length;
  }

  /** Resolves when `isTrue` holds after something has happened here. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  goDown(): void {
    this.isDown = true;
    for (const peer of this.#peers) this.#drop(peer);
  }

  comeBack(): void {
    this.isDown = false;
  }

  #accept(socket: WebSocketRoute): void {
    if (this.isDown) return void socket.close({ code: 1013 });
    const peer: Peer = { socket, chat: null, listener: null };
    this.#peers.add(peer);
    socket.onClose(() => this.#forget(peer));
    socket.onMessage((frame) => void this.#hear(peer, String(frame)));
    socket.send(
      `0${JSON.stringify({ sid: "e", upgrades: [], pingInterval: 60_000, pingTimeout: 60_000, maxPayload: 1e6 })}`,
    );
  }

  async #hear(peer: Peer, frame: string): Promise<void> {
    if (frame.startsWith("40")) return this.#connect(peer, JSON.parse(frame.slice(2)));
    const call = /^42(\d+)(.*)$/su.exec(frame);
    if (!call || !peer.chat) return;
    const [name, input] = JSON.parse(call[2] ?? "") as [string, unknown];
    this.calls.push({ name, input });
    this.#changed();
    const answer = await peer.chat.answer(name, input);
    if (answer && this.#peers.has(peer)) peer.socket.send(`43${call[1]}${JSON.stringify([answer])}`);
    this.#changed();
  }

  #connect(peer: Peer, handshake: FakeServer["handshakes"][number]): void {
    this.handshakes.push(handshake);
    const chat = this.chats.find(({ id }) => `token-${id}` === handshake.token);
    const refusal = this.refusal ?? (chat ? null : { code: "unauthorized", message: "No such token" });
    if (refusal || !chat) {
      peer.socket.send(`44${JSON.stringify({ message: "refused", data: refusal })}`);
      this.#changed();
      return;
    }
    peer.socket.send('40{"sid":"s"}');
    peer.chat = chat;
    peer.listener = (event, payload) => peer.socket.send(`42${JSON.stringify([event, payload])}`);
    chat.greet(peer.listener, handshake.cursor);
    this.#changed();
  }

  #drop(peer: Peer): void {
    this.#forget(peer);
    void peer.socket.close({ code: 1012 });
  }

  #forget(peer: Peer): void {
    this.#peers.delete(peer);
    if (peer.listener) peer.chat?.listeners.delete(peer.listener);
    this.#changed();
  }

  #changed(): void {
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }
}
