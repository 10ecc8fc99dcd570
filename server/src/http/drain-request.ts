import type { IncomingMessage } from "node:http";

/** Past these a client that goes on sending after a refusal is cut off. */
const maxBytes = 16 * 2 ** 20;
const maxMs = 5000;

/**
 * Takes in what a client still sends and throws it away: closing the connection under a sender makes it lose the
 * answer that tells why (RFC 9112 section 9.6).
 */
export function drainRequest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let size = 0;
    const finish = () => {
      clearTimeout(timer);
      request.off("data", count).off("close", finish).off("end", finish);
      resolve();
    };
    const timer = setTimeout(finish, maxMs);
    const count = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) finish();
    };
    request.unpipe();
    request.on("data", count).once("end", finish).once("close", finish);
    request.resume();
  });
}
