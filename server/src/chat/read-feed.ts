import type { Feed, History } from "@natter/protocol";
import type { FeedPage } from "../store/store.js";
import type { Actor } from "./actor.js";
import type { Core } from "./core.js";
import { fitPage } from "./fit-page.js";
import { noSuchConversation, permit, requirePresent } from "./policy.js";
import { presentFeed, presentMessage } from "./present.js";

/** The changes after a cursor, each once, in order; `head` above `upTo` says that there are more. */
export async function readFeed(
  core: Core,
  actor: Actor,
  conversationId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Feed> {
  permit("feed.read", actor, conversationId);
  await requirePresent(core, actor);
  const page = await core.store.feed.changesAfter(conversationId, after, limit);
  if (!page) throw noSuchConversation();
  const { head, messages, hasMore } = page;
  const feed = presentFeed(core.fileUrls, { conversationId, after, head, messages });
  const changes = fitPage(feed.changes, "first");
  const isWhole = !hasMore && changes.length === messages.length;
  return { ...feed, changes, upTo: isWhole ? head : (changes.at(-1)?.version ?? head) };
}

/**
 * A page of the messages of a time. To read on, the caller names the `seq` of the page's last message (`after`) or
 * of its first (`before`); messages of one millisecond are thus told apart.
 */
export async function readWithin(
  core: Core,
  actor: Actor,
  conversationId: string,
  { limit, ...bounds }: TimeWindow & { limit: number },
): Promise<History> {
  const { since = null, until = null, after = null, before = null } = bounds;
  permit("feed.read", actor, conversationId);
  await requirePresent(core, actor);
  const end = before === null && (after !== null || since !== null) ? "oldest" : "newest";
  const window = { since, until, after, before, end } as const;
  const page = await core.store.feed.messagesWithin(conversationId, window, limit);
  if (!page) throw noSuchConversation();
  return presentHistory(core, conversationId, page, end === "oldest" ? "first" : "last");
}

interface TimeWindow {
  /** `since ≤ sentAt < until`. */
  since?: number | undefined;
  until?: number | undefined;
  after?: number | undefined;
  before?: number | undefined;
}

/** A page of messages backwards from `before`, or the newest. */
export async function readHistory(
  core: Core,
  actor: Actor,
  conversationId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<History> {
  permit("feed.read", actor, conversationId);
  await requirePresent(core, actor);
  const page = await core.store.feed.messagesBefore(conversationId, before ?? Number.MAX_SAFE_INTEGER, limit);
  if (!page) throw noSuchConversation();
  return presentHistory(core, conversationId, page, "last");
}

function presentHistory(
  core: Core,
  conversationId: string,
  { head, hasMore, messages: rows }: FeedPage,
  from: "first" | "last",
): History {
  const messages = fitPage(
    rows.map((row) => presentMessage(core.fileUrls, row)),
    from,
  );
  return { conversationId, messages, hasMore: hasMore || messages.length < rows.length, head };
}
