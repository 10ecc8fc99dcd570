import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** What a frame starts with: final, text, masked; the mask is zero, so that the payload goes as it is. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head =
    length < 126 ? Buffer.from([0x81, 0x80 | length]) : Buffer.from([0x81, 0xfe, length >> 8, length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/**
 * A Socket.IO client down to the bytes, at a tenth of the memory of the real one: it greets, answers pings, and
 * otherwise does as it is told, such as not reading. Sends frames of up to 65,535 bytes.
 */
export class RawSocket {
  readonly tcp: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #isUpgraded = false;
  readonly #onText: (text: string) => void;

  private constructor(tcp: Socket, onText: (text: string) => void) {
    this.tcp = tcp;
    this.#onText = onText;
    tcp.on("data", (chunk) => this.#read(chunk));
    tcp.on("error", () => {}); // Being cut is what many of these are for.
  }

  /** Resolves to an admitted socket, or to null when the server refused it or closed. */
  static open(url: string, auth: object, forwardedFor: string): Promise<RawSocket | null> {
    const { hostname, port, host } = new URL(url);
    const tcp = connect(Number(port), hostname);
    return new Promise((resolve) => {
      const raw = new RawSocket(tcp, (text) => {
        if (text === "2") raw.send("3");
        else if (text.startsWith("0{")) raw.send(`40${JSON.stringify(auth)}`);
        else if (text.startsWith("40")) resolve(raw);
        else if (text.startsWith("44")) tcp.destroy();
      });
      tcp.once("close", () => resolve(null));
      tcp.once("connect", () => {
        tcp.setNoDelay(true);
        tcp.write(
          `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n` +
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
            `X-Forwarded-For: ${forwardedFor}\r\n` +
            `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
        );
      });
    });
  }

  /** False when the kernel takes no more for now. */
  send(text: string): boolean {
    return this.tcp.write(frame(text));
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#isUpgraded) {
      const end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!this.#rest.subarray(0, 12).equals(Buffer.from("HTTP/1.1 101"))) return void this.tcp.destroy();
      this.#isUpgraded = true;
      this.#rest = this.#rest.subarray(end + 4);
    }
    for (let size = frameSize(this.#rest); size !== null; size = frameSize(this.#rest)) {
      const whole = this.#rest.subarray(size.head, size.head + size.body);
      this.#rest = this.#rest.subarray(size.head + size.body);
      // Only what begins a conversation or keeps it alive is of interest, and that is short.
      if (size.body < 1000) this.#onText(whole.toString());
    }
    if (this.#rest.length === 0) this.#rest = Buffer.alloc(0);
  }
}

/** The first frame's sizes, or null when it is not whole yet. */
function frameSize(bytes: Buffer): { head: number; body: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return null;
  const body =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  return bytes.length < head + body ? null : { head, body };
}
