import type { Message } from "@natter/protocol";
import type { Ambient } from "../state/ambient.js";
import { Chat } from "../state/chat.js";
import type { MembershipStore, StoredMembership } from "../state/membership-store.js";
import { memoryOutbox } from "../state/memory-outbox.js";
import type { Outbox } from "../state/outbox.js";
import type { ChatSnapshot } from "../state/snapshot.js";
import { FakeTransport } from "./fake-transport.js";

/** What outlives a page. */
export interface Browser {
  transport: FakeTransport;
  outbox: Outbox;
  memberships: MembershipStore;
}

export function fakeBrowser(): Browser {
  let stored: StoredMembership | null = null;
  return {
    transport: new FakeTransport(),
    outbox: memoryOutbox(),
    memberships: {
      load: () => stored,
      save: (membership) => {
        stored = membership;
      },
      forget: () => {
        stored = null;
      },
    },
  };
}

/** A page with one chat. Waits take no time but are written down. */
export function openPage(browser: Browser = fakeBrowser()) {
  const heard: Message[] = [];
  const waits: number[] = [];
  const warnings: string[] = [];
  const waiting = new Set<() => void>();
  let ids = 0;
  const ambient: Ambient = {
    now: () => 1_000,
    random: () => 0.5,
    newId: () => `local-${crypto.randomUUID().slice(0, 8)}-${++ids}`,
    isOffline: () => false,
    warn: (text) => warnings.push(text),
    async wait(ms) {
      waits.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const chat = new Chat({
    ...browser,
    ambient,
    scope: "natter:test",
    bots: ["echo"],
    nickname: "Ana",
    onChange: () => {
      for (const check of waiting) check();
    },
    onMessage: (message) => heard.push(message),
  });
  /** Resolves when the snapshot is as wished. */
  const until = (isTrue: (snapshot: ChatSnapshot) => boolean): Promise<ChatSnapshot> =>
    new Promise((resolve) => {
      const check = () => {
        if (!isTrue(chat.snapshot)) return;
        waiting.delete(check);
        resolve(chat.snapshot);
      };
      waiting.add(check);
      check();
    });
  return { chat, browser, transport: browser.transport, heard, waits, warnings, until };
}

export const isLoaded = ({ isLoaded, status }: ChatSnapshot): boolean => isLoaded && status === "online";

export function texts({ messages }: ChatSnapshot): string[] {
  return messages.flatMap((message) => (message.type === "system" ? [] : [message.text]));
}
