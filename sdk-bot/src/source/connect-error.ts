import type { WireError } from "@natter/protocol";
import { fromWire, NatterBotError } from "../errors.js";

/** Why a connection was not made, out of what Socket.IO reports. Retryable: it may be made later. */
export function connectError(url: string, error: Error): NatterBotError {
  // Only a refusal by the server itself has `data`: the protocol's error, unless something else answers there.
  if ("data" in error) {
    if (isWireError(error.data)) return fromWire(error.data);
    return new NatterBotError("unreachable", `${url} refused the connection: ${error.message}`, {
      cause: error,
      remedy: "Check that NATTER_URL is the address of a Natter server",
    });
  }
  return new NatterBotError("unreachable", `cannot reach ${url}: ${reasonOf(error)}`, {
    cause: error,
    isRetryable: true,
  });
}

function isWireError(data: unknown): data is WireError {
  return typeof data === "object" && data !== null && "code" in data && "message" in data;
}

/** Engine.IO says only "websocket error"; the system's own words are one level down. */
function reasonOf(error: Error): string {
  const { description } = error as Error & { description?: { message?: unknown } };
  return typeof description?.message === "string" ? description.message : error.message;
}
