import type { IncomingMessage } from "node:http";
import type { Socket as TcpSocket } from "node:net";
import { frameOf } from "./frame.js";
import type { QuietWebSocket, WebSocketOwner } from "./quiet-web-socket.js";

/** What Socket.IO listens to; it registers one listener each. */
interface Listeners {
  data: (data: string | Buffer) => void;
  close: (reason: string) => void;
}

/** What Socket.IO says of a packet: its frame, made once, when several connections get the same. */
interface WriteOptions {
  wsPreEncodedFrame?: Buffer[];
}

export interface ConnectionOptions {
  /** Engine.IO's name of the connection. */
  id: string;
  request: IncomingMessage;
  webSocket: QuietWebSocket;
  tcp: TcpSocket;
}

/** In beats: how often to ping, and how long a ping may stay unanswered. */
export interface PingBounds {
  pingEvery: number;
  answerWithin: number;
}

/** Connections that got something to send in this turn of the event loop. */
let sending: Connection[] = [];

/** What one turn sends, such as an answer and the change it made, leaves in one write when the turn is over. */
function flushAfterTurn(connection: Connection): void {
  sending.push(connection);
  // The tick comes when no promise has anything left to do: behind all answers of the batch that was committed.
  if (sending.length === 1) queueMicrotask(() => process.nextTick(flushAll));
}

function flushAll(): void {
  const connections = sending;
  sending = [];
  for (const connection of connections) connection.flush();
}

// The packet types of Engine.IO's protocol that mean something over WebSocket alone.
const open = "0";
const ping = "2";
const pong = "3";
const message = "4";

/**
 * A connection that speaks Engine.IO's protocol, revision 4, over WebSocket, with the face that Socket.IO expects of
 * an engine's connections. Made to weigh little while it idles: it has no timer, closure, emitter or queue of its own.
 */
export abstract class Connection implements WebSocketOwner {
  readonly id: string;
  /** Null once nothing of it is needed any more. */
  request: IncomingMessage | null;
  readyState: "open" | "closing" | "closed" = "open";
  /** No write is under way; otherwise Socket.IO drops volatile packets. */
  writable = true;
  readonly #webSocket: QuietWebSocket;
  readonly #tcp: TcpSocket;
  /** Frames of this turn, or behind the write that is under way. */
  #waiting: Buffer[] | null = null;
  #onData: Listeners["data"] | null = null;
  #onClose: Listeners["close"] | null = null;
  /** Since the last ping. */
  #beats: number;
  #isPinged = false;

  /** `beats`: as if the last ping were so long ago; connections that were opened together are pinged apart. */
  constructor({ id, request, webSocket, tcp }: ConnectionOptions, beats = 0) {
    this.#beats = beats;
    this.id = id;
    this.request = request;
    this.#webSocket = webSocket;
    this.#tcp = tcp;
    webSocket.owner = this;
  }

  /** A frame of so many characters or bytes arrived. */
  protected abstract received(size: number): void;
  /** A packet is about to wait behind an unfinished write. */
  protected abstract queued(data: string | Buffer): void;
  /** What waited goes out. */
  protected abstract flushed(): void;

  /** The revision of Engine.IO's protocol. */
  get protocol(): 4 {
    return 4;
  }

  get remoteAddress(): string | undefined {
    return this.#tcp.remoteAddress;
  }

  /** Engine.IO may change transports; here it is what `writable` is asked of. */
  get transport(): this {
    return this;
  }

  /** Packets that wait behind an unfinished write. */
  get waiting(): number {
    return this.writable ? 0 : (this.#waiting?.length ?? 0);
  }

  /** Other events than `data` and `close` do not happen. */
  on(event: string, listener: Listeners["data"] | Listeners["close"]): this {
    // The compiler does not tie a listener's type to its event's name.
    if (event === "data") this.#onData = listener as Listeners["data"];
    else if (event === "close") this.#onClose = listener as Listeners["close"];
    return this;
  }

  removeListener(event: string): this {
    if (event === "data") this.#onData = null;
    else if (event === "close") this.#onClose = null;
    return this;
  }

  /** The first packet: what a client has to know. */
  open(handshake: object): void {
    this.#send(frameOf(open + JSON.stringify(handshake)));
  }

  /** Sends a packet of Socket.IO. */
  write(data: string | Buffer, options?: WriteOptions): void {
    if (this.readyState !== "open") return;
    if (!this.writable) this.queued(data);
    if (options?.wsPreEncodedFrame) this.#send(joined(options.wsPreEncodedFrame));
    else this.#send(frameOf(typeof data === "string" ? message + data : data));
  }

  /** Called about once a second: pings in time, and ends a connection whose peer gives no sign of life. */
  beat({ pingEvery, answerWithin }: PingBounds): void {
    if (this.readyState !== "open") return;
    this.#beats += 1;
    if (this.#isPinged && this.#beats >= answerWithin) {
      // It would not answer a closing handshake either, for which the WebSocket would wait 30 s.
      this.terminate();
      this.#end("ping timeout");
    } else if (!this.#isPinged && this.#beats >= pingEvery) {
      this.#beats = 0;
      this.#isPinged = true;
      this.#send(frameOf(ping));
    }
  }

  /** Sends what waits, then closes; the client reconnects by itself. */
  close(): void {
    this.#close("forced close");
  }

  /** Closes at once and forgets what waits. */
  terminate(): void {
    // Closing properly would wait for a peer that may never answer, with all that is queued in memory.
    this.#webSocket.terminate();
  }

  /** Of the WebSocket: a message. */
  heard(data: Buffer, isBinary: boolean): void {
    if (this.readyState !== "open") return;
    // The first character is the packet's type; binary frames are messages without one.
    this.received(isBinary ? data.length : data.length - 1);
    // Too many of them, and it is cut.
    if (!this.#webSocket.isOpen) return;
    const text = isBinary ? "" : data.toString();
    if (isBinary) this.#onData?.(data);
    else if (text.startsWith(message)) this.#onData?.(text.slice(1));
    else if (text === pong) this.#answered();
    else this.#close("parse error");
  }

  /** Of the WebSocket: a ping of its own. */
  heardPing(): void {
    // Answered below Engine.IO, but answered: a flood of them is one, too.
    this.received(0);
  }

  /** Of the WebSocket: it is closed. */
  ended(): void {
    this.#end("transport close");
  }

  #answered(): void {
    this.#isPinged = false;
    this.#webSocket.forgetLastFrame();
  }

  #send(frame: Buffer): void {
    if (this.#waiting) {
      this.#waiting.push(frame);
      return;
    }
    this.#waiting = [frame];
    if (this.writable) flushAfterTurn(this);
  }

  /** Sends what waits, unless a write is under way: then its end does. */
  flush(): void {
    const frames = this.#waiting;
    if (!frames || !this.writable) return;
    this.#waiting = null;
    this.#transmit(frames);
  }

  /** Frames that waited together go out in one write. */
  #transmit(frames: Buffer[]): void {
    if (!this.#webSocket.isOpen) return;
    this.writable = false;
    const sent = () => {
      this.writable = true;
      if (!this.#waiting) return;
      this.flushed();
      this.flush();
    };
    const last = frames.length - 1;
    this.#tcp.cork();
    for (const [index, frame] of frames.entries()) {
      if (index < last) this.#tcp.write(frame);
      else this.#tcp.write(frame, sent);
    }
    this.#tcp.uncork();
  }

  #close(reason: string): void {
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    const frames = this.#waiting;
    this.#waiting = null;
    // Behind a write that is under way; the closing frame follows them.
    if (frames) this.#transmit(frames);
    this.#webSocket.close();
    this.#end(reason);
  }

  #end(reason: string): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#waiting = null;
    this.#onClose?.(reason);
  }
}

/** Joins the parts for all who get the same frame. */
function joined(parts: Buffer[]): Buffer {
  if (parts.length > 1) parts.splice(0, parts.length, Buffer.concat(parts));
  return parts[0] ?? Buffer.alloc(0);
}
