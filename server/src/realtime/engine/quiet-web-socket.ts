import { WebSocket } from "ws";

/** Who hears what a WebSocket has to tell. */
export interface WebSocketOwner {
  heard(data: Buffer, isBinary: boolean): void;
  heardPing(): void;
  ended(): void;
}

/** What `ws` keeps of the last frame that it has read. */
interface Receiver {
  _buffers: unknown[];
  _mask: Buffer | undefined;
}

/** A WebSocket that tells its owner what happens, instead of listeners: their register weighs more than the rest of it. */
export class QuietWebSocket extends WebSocket {
  owner: WebSocketOwner | null = null;

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    // `ws` hands over one Buffer unless its `binaryType` is changed.
    if (event === "message") this.owner?.heard(args[0] as Buffer, args[1] as boolean);
    else if (event === "ping") this.owner?.heardPing();
    else if (event === "close") this.owner?.ended();
    // Of an error it closes, too, and that is heard.
    return true;
  }

  /** Lets go of 350 bytes that wait for nothing; the next frame brings its own. */
  forgetLastFrame(): void {
    // Not part of its public face: without these fields nothing happens.
    const { _receiver: receiver } = this as unknown as { _receiver?: Receiver };
    if (!receiver?._buffers || receiver._buffers.length > 0) return;
    receiver._buffers = [];
    receiver._mask = undefined;
  }
}
