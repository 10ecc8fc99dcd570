import { PROTOCOL_VERSION, parse } from "@natter/protocol";
import type { GenericSchema, InferOutput } from "valibot";
import { invalidInput, NatterError, toWireError } from "../errors.js";
import type { OriginPolicy } from "../origins.js";

/** What Socket.IO's middleware needs to know of a connecting socket. */
interface Connecting {
  handshake: { auth: unknown; headers: { origin?: string | undefined; host?: string | undefined } };
}

/** The origin, the shape and the version of a handshake, in this order. Throws `NatterError`. */
export function readHandshake<TSchema extends GenericSchema<unknown, { protocol: number }>>(
  socket: Connecting,
  schema: TSchema,
  origins: OriginPolicy,
): InferOutput<TSchema> {
  const { origin, host } = socket.handshake.headers;
  if (!origins.allows(origin, host)) {
    throw new NatterError(
      "origin_not_allowed",
      `The web origin ${origin} is not on this server's allow-list. Its owner can add it to NATTER_ORIGINS.`,
    );
  }
  const read = parse(schema, socket.handshake.auth);
  if (!read.ok) throw invalidInput(read.faults.map((fault) => ({ ...fault, field: `auth.${fault.field}` })));
  if (read.value.protocol !== PROTOCOL_VERSION) {
    throw new NatterError(
      "unsupported_protocol",
      `This server speaks protocol ${PROTOCOL_VERSION}, not ${read.value.protocol}. Update the older side.`,
    );
  }
  return read.value;
}

/** A refused handshake as Socket.IO carries it: the client finds the `WireError` in `error.data`. */
export function refusal(error: unknown): Error & { data: unknown } {
  const wire = toWireError(error);
  return Object.assign(new Error(wire.message), { data: wire });
}
