import { PROTOCOL_VERSION, parse } from "@natter/protocol";
import type { GenericSchema, InferOutput } from "valibot";
import { failure, invalidInput, toWireError } from "../errors.js";
import { type Language, languageOf } from "../i18n/languages.js";
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
    throw failure("origin_not_allowed", "origin.wrong", { origin: origin ?? "" });
  }
  const read = parse(schema, socket.handshake.auth);
  if (!read.ok) throw invalidInput(read.faults.map((fault) => ({ ...fault, field: `auth.${fault.field}` })));
  if (read.value.protocol !== PROTOCOL_VERSION) {
    const versions = { spoken: PROTOCOL_VERSION, asked: read.value.protocol };
    throw failure("unsupported_protocol", "protocol.wrong", versions);
  }
  return read.value;
}

/** The language that a handshake asks for, whatever else is wrong with it. */
export function languageAsked({ handshake: { auth } }: Connecting): Language {
  const isAsking = typeof auth === "object" && auth !== null && "locale" in auth;
  return languageOf(isAsking && typeof auth.locale === "string" ? auth.locale : undefined);
}

/** A refused handshake as Socket.IO carries it: the client finds the `WireError` in `error.data`. */
export function refusal(error: unknown, language: Language): Error & { data: unknown } {
  const wire = toWireError(error, language);
  return Object.assign(new Error(wire.message), { data: wire });
}
