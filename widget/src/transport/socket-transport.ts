import type { PROTOCOL_VERSION } from "@natter/protocol";
import { createConversation } from "./create-conversation.js";
import { SocketLink } from "./socket-link.js";
import type { Transport } from "./transport.js";

export const protocolVersion: typeof PROTOCOL_VERSION = 1;

/** Socket.IO over WebSocket for what is live, `fetch` for the one call before it. */
export function socketTransport(server: string): Transport {
  return {
    createConversation: (chat, signal) => createConversation(server, chat, signal),
    connect: (listener) => new SocketLink(server, protocolVersion, listener),
  };
}
