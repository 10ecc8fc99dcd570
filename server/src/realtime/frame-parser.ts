import { type ErrorCode, limits } from "@natter/protocol";
import { Encoder, type Packet, PacketType, Decoder as StandardDecoder } from "socket.io-parser";

/** The name under which a frame that could not be read reaches the call handlers; no call is named so. */
export const BROKEN_FRAME = "natter:broken-frame";

// One for all connections: what it would remember are binary attachments, and these never reach it.
const standard = new StandardDecoder();
let decoded: Packet | null = null;
standard.on("decoded", (packet: Packet) => {
  decoded = packet;
});

/**
 * Socket.IO's own wire format, but a frame that is too large or not readable becomes a call that is answered
 * with an error, where the standard decoder closes the whole connection.
 */
class Decoder {
  #onDecoded: ((packet: Packet) => void) | null = null;

  /** Socket.IO listens to nothing but `decoded`, once. */
  on(_event: "decoded", listener: (packet: Packet) => void): void {
    this.#onDecoded = listener;
  }

  removeListener(): void {
    this.#onDecoded = null;
  }

  destroy(): void {
    this.#onDecoded = null;
  }

  add(frame: unknown): void {
    this.#onDecoded?.(read(frame));
  }
}

function read(frame: unknown): Packet {
  // The protocol is JSON; types 5 and 6 announce binary attachments.
  if (typeof frame !== "string" || frame.startsWith("5") || frame.startsWith("6")) {
    return broken(frame, "invalid");
  }
  if (frame.length > limits.frameMaxChars) return broken(frame, "too_large");
  try {
    standard.add(frame);
  } catch {
    return broken(frame, "invalid_json");
  }
  return takeDecoded() ?? broken(frame, "invalid");
}

function takeDecoded(): Packet | null {
  const packet = decoded;
  decoded = null;
  return packet;
}

function broken(frame: unknown, code: ErrorCode): Packet {
  // An event starts `2[/namespace,][id]`, a binary one `5<count>-[/namespace,][id]`: with the id, its sender gets the
  // error as the answer to that call.
  const head = /^\d(?:\d+-)?(?:(\/[^,[]{1,64}),)?(\d{1,15})?/u.exec(typeof frame === "string" ? frame : "");
  const packet: Packet = { type: PacketType.EVENT, nsp: head?.[1] ?? "/", data: [BROKEN_FRAME, code] };
  if (head?.[2] !== undefined) packet.id = Number(head[2]);
  return packet;
}

export const frameParser = { Encoder, Decoder };
