import type { Message } from "@natter/protocol";
import type { ChatStatus } from "../state/snapshot.js";

/** Everything `<natter-chat>` tells its page. All of them bubble and cross shadow roots. */
export interface NatterEventMap {
  "natter-open": CustomEvent<null>;
  "natter-close": CustomEvent<null>;
  /** A message was added to the thread, by anyone, other than by reading history. */
  "natter-message": CustomEvent<{ message: Message; isOwn: boolean }>;
  "natter-status": CustomEvent<{ status: ChatStatus }>;
}

export function tell<Name extends keyof NatterEventMap>(
  target: EventTarget,
  name: Name,
  detail: NatterEventMap[Name]["detail"],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface GlobalEventHandlersEventMap extends NatterEventMap {}
}
