import { describe, expect, test } from "vitest";
import { checkHistory } from "./check-history.js";
import type { History } from "./history.js";
import { soundHistory } from "./sound-history.js";
import type { Rule } from "./violation.js";

/** One fault each: what goes wrong, the rules that must name it, and how it is seeded. */
const faults: [fault: string, rules: Rule[], seed: (history: History) => void][] = [
  ["an acknowledged message is lost from the store", ["lost", "disagreement"], (h) => remove(h.stored, "m3")],
  ["an acknowledged message is lost everywhere", ["lost", "gap"], (h) => loseEverywhere(h, "m3")],
  [
    "the last message, acknowledged, is lost everywhere and its number given away",
    ["lost"],
    (h) => {
      at(h.clients, 1).sent.push("b2");
      at(h.clients, 1).acks.push({ localId: "b2", id: "m99", seq: 10, duplicate: false, door: "socket" });
    },
  ],
  [
    "a send is stored twice under two numbers",
    ["duplicate-local-id"],
    (h) => addEntry(h, { ...at(h.stored, 1), id: "m11", seq: 11, version: 11 }),
  ],
  ["a row stands twice in the table", ["duplicate-id"], (h) => h.stored.push({ ...at(h.stored, 3) })],
  [
    "two answers to one localId differ",
    ["unequal-answers"],
    (h) => at(h.clients, 0).acks.push({ localId: "a1", id: "m9", seq: 9, duplicate: true, door: "rest" }),
  ],
  [
    "a repeat is acknowledged as new",
    ["new-twice"],
    (h) => at(h.clients, 0).acks.push({ ...at(at(h.clients, 0).acks, 0), door: "rest" }),
  ],
  ["a send is never answered", ["unanswered-send"], (h) => at(h.clients, 0).acks.pop()],
  ["a send is refused for good", ["refused-send"], (h) => at(h.clients, 0).refused.push("a9: internal")],
  ["a row appears that nobody sent", ["never-sent"], (h) => (at(h.stored, 1).text = "something else")],
  ["two entries are swapped in the feed", ["gap"], (h) => swap(at(h.conversations, 0).feed, 4, 5)],
  ["one observer saw two messages the other way round", ["disagreement"], (h) => swapNumbers(h, 6, 7)],
  [
    "a sender's messages are stored the other way round",
    ["sender-order"],
    (h) => at(h.clients, 0).sent.reverse(),
  ],
  ["a number is left out", ["gap"], (h) => at(h.conversations, 0).feed.splice(7, 1)],
  ["the head is beyond the feed", ["gap"], (h) => (at(h.conversations, 0).head = 11)],
  [
    "a client got a change twice",
    ["walk-repeat"],
    (h) => at(h.clients, 0).walk.splice(3, 0, at(at(h.clients, 0).walk, 2)),
  ],
  ["a client missed a change for ever", ["walk-incomplete"], (h) => at(h.clients, 0).walk.splice(5, 1)],
  ["a message is answered twice", ["answer-doubled"], (h) => addEntry(h, answer("b1#1", 11))],
  ["an answer is missing", ["answer-missing"], (h) => rename(h, "m7", "b1#2")],
  ["answers come in another order than questions", ["answer-order"], (h) => swapTexts(h, "m7", "m9")],
  ["an answer comes before its question", ["answer-order"], (h) => moveQuestionLast(h, "m5", 8)],
  ["a bot answers what nobody asked", ["answer-foreign"], (h) => addEntry(h, answer("z9#1", 11))],
  ["a message has no request", ["request-missing"], (h) => h.requests.pop()],
  ["a message has two requests", ["request-doubled"], (h) => h.requests.push({ ...at(h.requests, 0) })],
  ["a request is still open", ["request-open"], (h) => (at(h.requests, 1).status = "running")],
  ["the database is damaged", ["corrupt"], (h) => (h.integrity = "row 3 missing from index")],
];

describe("[F260][F201] the checker of the kill harness", () => {
  test("finds nothing in a sound history", () => {
    expect(checkHistory(soundHistory())).toEqual([]);
  });

  test.each(faults)("finds and names that %s", (_, rules, seed) => {
    const history = soundHistory();
    seed(history);
    expect(checkHistory(history).map((violation) => violation.rule)).toEqual(expect.arrayContaining(rules));
  });

  test("forgives the place of a message that was turned away and sent again later", () => {
    const history = soundHistory();
    at(history.clients, 0).sent.reverse();
    at(history.clients, 0).turnedAway.push("a1");
    expect(checkHistory(history)).toEqual([]);
  });
});

function at<T>(items: T[], n: number): T {
  const item = items[n];
  if (item === undefined) throw new Error(`the sound history has no item ${n}`);
  return item;
}

function remove(items: { id: string }[], id: string): void {
  items.splice(
    items.findIndex((item) => item.id === id),
    1,
  );
}

function loseEverywhere(history: History, id: string): void {
  remove(history.stored, id);
  remove(at(history.conversations, 0).feed, id);
  for (const client of history.clients) remove(client.walk, id);
}

type Row = ReturnType<typeof answer>;

function answer(text: string, seq: number) {
  return {
    id: `m${seq}`,
    conversationId: "c1",
    seq,
    version: seq,
    senderId: "echo" as string | null,
    localId: null as string | null,
    text: text as string | null,
  };
}

function addEntry(history: History, row: Omit<Row, "seq"> & { seq: number | null; version: number }): void {
  const entry = { ...row, seq: row.version };
  history.stored.push(entry);
  at(history.conversations, 0).feed.push(entry);
  at(history.conversations, 0).head = entry.seq;
  for (const client of history.clients) client.walk.push(entry);
}

function everywhere(history: History, id: string) {
  const lists = [
    history.stored,
    at(history.conversations, 0).feed,
    ...history.clients.map((client) => client.walk),
  ];
  return lists.flatMap((list) => list.filter((item) => item.id === id));
}

function rename(history: History, id: string, text: string): void {
  for (const row of everywhere(history, id)) row.text = text;
}

function swapTexts(history: History, one: string, other: string): void {
  const texts = [one, other].map((id) => at(everywhere(history, id), 0).text ?? "");
  rename(history, one, at(texts, 1));
  rename(history, other, at(texts, 0));
}

function swap<T>(items: T[], one: number, other: number): void {
  const [a, b] = [at(items, one), at(items, other)];
  items[one] = b;
  items[other] = a;
}

/** Only in what the second client saw. */
function swapNumbers(history: History, one: number, other: number): void {
  const { walk } = at(history.clients, 1);
  swap(walk, one, other);
  for (const n of [one, other]) walk[n] = { ...at(walk, n), seq: n + 1, version: n + 1 };
}

/** Renumbers so that the message comes at index `to`, behind its first answer. */
function moveQuestionLast(history: History, id: string, to: number): void {
  const { feed } = at(history.conversations, 0);
  const moved = feed.splice(
    feed.findIndex((entry) => entry.id === id),
    1,
  );
  feed.splice(to, 0, ...moved);
  for (const [n, entry] of feed.entries()) Object.assign(entry, { seq: n + 1, version: n + 1 });
}
