import { type ErrorCode, limits } from "@natter/protocol";
import { Encoder, type Packet, PacketType, Decoder as StandardDecoder } from "socket.io-parser";

/** The name under which a frame that could not be read reaches the call handlers; no call is named so. */
export const BROKEN_FRAME = "natter:broken-frame";

/**
 * Socket.IO's own wire format, but a frame that is too large or not readable becomes a call that is answered
 * with an error, where the standard decoder closes the whole connection.
 */
class Decoder extends StandardDecoder {
  override add(frame: unknown): void {
    // The protocol is JSON; types 5 and 6 announce binary attachments.
    if (typeof frame !== "string" || frame.startsWith("5") || frame.startsWith("6")) {
      this.#report(frame, "invalid");
    } else if (frame.length > limits.frameMaxChars) {
      this.#report(frame, "too_large");
    } else {
      try {
        super.add(frame);
      } catch {
        this.#report(frame, "invalid_json");
      }
    }
  }

  #report(frame: unknown, code: ErrorCode): void {
    // An event starts `2[/namespace,][id]`, a binary one `5<count>-[/namespace,][id]`: with the id, its sender gets the error as the answer to that call.
    const head = /^\d(?:\d+-)?(?:(\/[^,[]{1,64}),)?(\d{1,15})?/u.exec(typeof frame === "string" ? frame : "");
    const packet: Packet = { type: PacketType.EVENT, nsp: head?.[1] ?? "/", data: [BROKEN_FRAME, code] };
    if (head?.[2] !== undefined) packet.id = Number(head[2]);
    this.emitReserved("decoded", packet);
  }
}

export const frameParser = { Encoder, Decoder };
