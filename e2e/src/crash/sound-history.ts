import type { ClientHistory, Entry, History } from "./history.js";

/** A small history without fault, for tests that then break one thing: one conversation, two tabs, one bot. */
export function soundHistory(): History {
  const entry = (
    seq: number,
    senderId: string | null,
    localId: string | null,
    text: string | null,
  ): Entry => ({
    id: `m${seq}`,
    seq,
    version: seq,
    senderId,
    localId,
    text,
  });
  const feed = [
    entry(1, null, null, null),
    entry(2, "ann", "a1", "a1"),
    entry(3, "ann", "b1", "b1"),
    entry(4, "echo", null, "a1#1"),
    entry(5, "ann", "a2", "a2"),
    entry(6, "echo", null, "a1#2"),
    entry(7, "echo", null, "b1#1"),
    entry(8, "echo", null, "b1#2"),
    entry(9, "echo", null, "a2#1"),
    entry(10, "echo", null, "a2#2"),
  ];
  const client = (name: string, sent: string[]): ClientHistory => ({
    name,
    conversationId: "c1",
    senderId: "ann",
    sent,
    turnedAway: [],
    refused: [],
    acks: feed
      .filter(({ localId }) => localId !== null && sent.includes(localId))
      .map(({ id, seq, localId }) => ({ localId: localId ?? "", id, seq, duplicate: false, door: "socket" })),
    walk: structuredClone(feed),
  });
  return {
    conversations: [
      { id: "c1", bots: [{ name: "echo", participantId: "echo", repliesPerMessage: 2 }], feed, head: 10 },
    ],
    clients: [client("tab a", ["a1", "a2"]), client("tab b", ["b1"])],
    stored: feed.map(({ version: _, ...row }) => ({ ...row, conversationId: "c1" })),
    requests: ["m2", "m3", "m5"].map((messageId) => ({
      id: `r-${messageId}`,
      conversationId: "c1",
      bot: "echo",
      messageId,
      status: "done",
      attempt: 1,
    })),
    integrity: "ok",
  };
}
