import { groupBy } from "./group-by.js";
import type { ConversationHistory, Entry, History, StoredRequest } from "./history.js";
import type { Violation } from "./violation.js";

type Bot = ConversationHistory["bots"][number];

/** Every message a person sent is answered by every bot exactly once, in order, by one request that is done. */
export function checkAnswers({ conversations, requests }: History): Violation[] {
  const open = requests
    .filter((request) => request.status !== "done")
    .map(({ id, bot, status, attempt }): Violation => {
      return { rule: "request-open", says: `${id} of ${bot} is ${status} after attempt ${attempt}` };
    });
  return [
    ...open,
    ...conversations.flatMap((conversation) =>
      conversation.bots.flatMap((bot) => checkBot(conversation, bot, requests)),
    ),
  ];
}

function checkBot({ id, bots, feed }: ConversationHistory, bot: Bot, requests: StoredRequest[]): Violation[] {
  const botIds = new Set(bots.map(({ participantId }) => participantId));
  const questions = feed.filter((entry) => entry.senderId !== null && !botIds.has(entry.senderId));
  const answers = feed.filter((entry) => entry.senderId === bot.participantId);
  const wanted = questions.flatMap((question) =>
    Array.from({ length: bot.repliesPerMessage }, (_, n) => `${question.text}#${n + 1}`),
  );
  const found = checkSet(`${id}, ${bot.name}`, wanted, answers);
  if (found.length === 0) found.push(...checkSequence(`${id}, ${bot.name}`, wanted, answers, questions));
  const counts = groupBy(
    requests.filter((request) => request.bot === bot.name && request.conversationId === id),
    (request) => request.messageId,
  );
  for (const question of questions) {
    const count = counts.get(question.id)?.length ?? 0;
    const says = `${bot.name} has ${count} requests for ${question.text} (${question.id}) in ${id}`;
    if (count === 0) found.push({ rule: "request-missing", says });
    if (count > 1) found.push({ rule: "request-doubled", says });
  }
  return found;
}

function checkSet(who: string, wanted: string[], answers: Entry[]): Violation[] {
  const given = groupBy(answers, (answer) => answer.text ?? "");
  const found: Violation[] = [];
  for (const text of wanted) {
    const times = given.get(text)?.length ?? 0;
    if (times === 0) found.push({ rule: "answer-missing", says: `${who}: ${text}` });
    if (times > 1) found.push({ rule: "answer-doubled", says: `${who}: ${text}, ${times} times` });
  }
  const known = new Set(wanted);
  for (const text of given.keys())
    if (!known.has(text)) found.push({ rule: "answer-foreign", says: `${who}: ${text}` });
  return found;
}

/** Given that each answer is there once: one lane, so the answers of all questions stand in their order. */
function checkSequence(who: string, wanted: string[], answers: Entry[], questions: Entry[]): Violation[] {
  const asked = new Map(questions.map((question) => [question.text, question.seq]));
  const wrong = answers.findIndex(({ text, seq }, n) => {
    const question = text?.slice(0, text.lastIndexOf("#")) ?? null;
    return text !== wanted[n] || seq <= (asked.get(question) ?? 0);
  });
  const answer = answers[wrong];
  if (answer === undefined) return [];
  return [
    { rule: "answer-order", says: `${who}: ${answer.text} at ${answer.seq} where ${wanted[wrong]} belongs` },
  ];
}
