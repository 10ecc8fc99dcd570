import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "./random.js";
import type { Visitor } from "./visitor.js";

interface TalkOptions {
  /** Begins every localId; the text of a message is its localId. */
  prefix: string;
  random: Random;
  /** Sends that may wait for their answer at once; the order holds because one socket keeps it. */
  window: number;
  /** Pause between two sends, on average. */
  pauseMs: number;
  isOver(): boolean;
}

/**
 * Sends numbered messages until it is over, and returns when all were answered. Most go over the socket,
 * some over REST, some over both doors at once; two doors keep no order between them, so a change of door
 * waits for what is open.
 */
export async function talk(visitor: Visitor, options: TalkOptions): Promise<void> {
  const { prefix, random, window, pauseMs, isOver } = options;
  const open = new Set<Promise<void>>();
  for (let n = 1; !isOver(); n += 1) {
    const localId = `${prefix}${n}`;
    if (random.chance(0.12)) {
      await Promise.all(open);
      const both = random.chance(0.4) ? [visitor.sendBySocket(localId)] : [];
      await Promise.all([...both, visitor.sendByRest(localId)]);
    } else {
      const sent = visitor.sendBySocket(localId).then(() => void open.delete(sent));
      open.add(sent);
      if (open.size >= window) await Promise.race(open);
    }
    await wait(random.between(0, 2 * pauseMs));
  }
  await Promise.all(open);
}
