/** What each rule promises; its name is what a failure prints. */
export const rules = {
  "unanswered-send": "every send is acknowledged in the end",
  "refused-send": "no valid send is refused for good",
  lost: "an acknowledged message is stored and in the feed",
  "duplicate-local-id": "one (conversation, sender, localId) is one row",
  "duplicate-id": "one id is one message",
  "unequal-answers": "every answer to one localId names the same message",
  "new-twice": "one localId is acknowledged as new at most once",
  "never-sent": "a person's message in the store was sent by that person",
  gap: "the feed numbers 1 to head, without gap or repeat",
  disagreement: "every observer has the same message at the same number",
  "sender-order": "one sender's messages keep the order they were sent in",
  "walk-repeat": "a walk along the cursor gets each change once, in order",
  "walk-incomplete": "a walk along the cursor misses no change",
  "answer-missing": "every message has all its answers",
  "answer-doubled": "no message is answered twice",
  "answer-order": "answers come in the order of the questions, after them",
  "answer-foreign": "a bot answers only what it was asked",
  "request-missing": "every message to a bot has its request",
  "request-doubled": "one message is one request per bot",
  "request-open": "every request is done in the end",
  corrupt: "the database passes its integrity check",
} as const;
export type Rule = keyof typeof rules;

export interface Violation {
  rule: Rule;
  /** Which conversation, client or row, and what is wrong with it. */
  says: string;
}

export function describeViolation({ rule, says }: Violation): string {
  return `${rule} (${rules[rule]}): ${says}`;
}
