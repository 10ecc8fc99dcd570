import type { Feed, Message } from "@natter/protocol";
import type { Entry } from "./history.js";

/** Follows one conversation's feed by the rules of the protocol, and remembers every change it applied. */
export class FeedFollower {
  cursor = 0;
  /** The highest head anybody told: above `cursor` means that something is missing. */
  head = 0;
  readonly walk: Entry[] = [];
  /** Changes that came again although the cursor had passed them. */
  overlaps = 0;
  /** Packets that began beyond the cursor: something was lost and must be read. */
  gaps = 0;

  /** Returns whether something is missing, so that the caller reads from `cursor`. */
  apply(feed: Feed): boolean {
    this.head = Math.max(this.head, feed.head);
    if (feed.after > this.cursor) {
      this.gaps += 1;
      return true;
    }
    for (const change of feed.changes) {
      if (change.version <= this.cursor) this.overlaps += 1;
      else this.walk.push(toEntry(change));
    }
    this.cursor = Math.max(this.cursor, feed.upTo);
    return this.cursor < this.head;
  }
}

export function toEntry(message: Message): Entry {
  return {
    id: message.id,
    seq: message.seq,
    version: message.version,
    senderId: message.senderId,
    localId: message.localId,
    text: message.type === "system" ? null : message.text,
  };
}
