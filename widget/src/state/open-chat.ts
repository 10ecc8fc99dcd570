import { socketTransport } from "../transport/socket-transport.js";
import { Chat, type ChatParts } from "./chat.js";
import { indexedDbOutbox } from "./indexed-db-outbox.js";
import { localMembership } from "./membership-store.js";
import { realAmbient } from "./real-ambient.js";
import { chatScope } from "./scope.js";

/** A chat over the real transport and the browser's storage. It touches neither before `start`. */
export function openChat(
  settings: { server: string } & Pick<ChatParts, "bots" | "nickname" | "onChange" | "onMessage">,
): Chat {
  const scope = chatScope(settings.server, settings.bots);
  return new Chat({
    ...settings,
    scope,
    transport: socketTransport(settings.server),
    outbox: indexedDbOutbox(),
    memberships: localMembership(scope),
    ambient: realAmbient,
  });
}
