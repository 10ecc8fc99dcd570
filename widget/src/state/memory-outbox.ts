import type { Outbox, UnsentMessage } from "./outbox.js";

/** The fallback when the browser blocks storage: unsent texts live as long as the page. */
export function memoryOutbox(): Outbox {
  const kept = new Map<string, UnsentMessage>();
  return {
    async list(scope) {
      return [...kept.values()].filter((message) => message.scope === scope);
    },
    async put(message) {
      kept.set(message.localId, { ...message });
    },
    async remove(localId) {
      kept.delete(localId);
    },
  };
}
