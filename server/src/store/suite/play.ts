import fc from "fast-check";
import type { BotActor } from "../../chat/actor.js";
import type { Core } from "../../chat/core.js";
import { createConversation, type Joined } from "../../chat/create-conversation.js";
import { leaveConversation } from "../../chat/leave-conversation.js";
import { markRead } from "../../chat/mark-read.js";
import { renameParticipant } from "../../chat/rename-participant.js";
import { sendEffect } from "../../chat/send-effect.js";
import { sendMessage } from "../../chat/send-message.js";
import { textEffect } from "../../chat/testing/text-effect.js";
import { leaseRequest } from "../../requests/lease-request.js";
import { completeRequest, failRequest, releaseRequest } from "../../requests/settle-request.js";

/** Something that people and bots do; the numbers pick from what there is by then. */
export type Move =
  | { type: "create"; nickname: string }
  | { type: "send"; room: number; localId: number; text: string; quote: number | null }
  | { type: "lease" | "release" | "complete" | "fail"; room: number }
  | { type: "answer"; room: number; index: number; text: string }
  | { type: "rename"; room: number; nickname: string }
  | { type: "read" | "leave"; room: number };

/** Few, so that moves meet. */
const pick = fc.nat({ max: 1 });
const text = fc.oneof(
  fc.constantFrom("hello", "it's ? $1 :x", '\\"', "😀"),
  fc.string({ minLength: 1, maxLength: 5 }),
);
const words = text.filter((value) => value.trim() !== "" && !value.includes("\0") && value.isWellFormed());

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fc.constant("create"), nickname: words }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("send"),
      room: pick,
      localId: fc.nat({ max: 9 }),
      text: words,
      quote: fc.option(pick),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant("lease"), room: pick }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant("answer"), room: pick, index: pick, text: words }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("complete", "release", "fail"), room: pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("rename"), room: pick, nickname: words }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("read"), room: pick }) },
);
const ending: fc.Arbitrary<Move> = fc.record({ type: fc.constant("leave"), room: pick });

/** Batches of moves: a room to begin with, then anything, and sometimes an end. */
export const moves: fc.Arbitrary<Move[][]> = fc
  .tuple(
    words,
    fc.array(fc.array(move, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 20, size: "max" }),
    fc.array(fc.array(fc.oneof(move, ending), { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
  )
  .map(([nickname, middle, end]) => [[{ type: "create", nickname }], ...middle, ...end]);

/** Plays moves against a core, and remembers what later ones pick from. */
export function createPlayer(core: Core, bot: BotActor) {
  const rooms: Joined[] = [];
  const said: string[] = [];
  const leases: ({ requestId: string; attempt: number } | undefined)[] = [];
  const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];

  const act = async (move: Move): Promise<unknown> => {
    if (move.type === "create") {
      const input = {
        nickname: move.nickname,
        name: null,
        bots: [bot.botName],
        metadata: { by: move.nickname },
      };
      const joined = await createConversation(core, null, input);
      rooms.push(joined);
      return joined;
    }
    const index = move.room % Math.max(rooms.length, 1);
    const room = rooms[index];
    if (!room) return "nowhere";
    const { actor } = room;
    const { id } = room.conversation;
    const lease = leases[index] ?? { requestId: "none", attempt: 1 };
    switch (move.type) {
      case "send": {
        const body = {
          type: "text",
          localId: `m${move.localId}`,
          text: move.text,
          quotedMessageId: move.quote === null ? null : (at(said, move.quote) ?? null),
          metadata: null,
        };
        const sent = await sendMessage(core, actor, id, body as Parameters<typeof sendMessage>[3]);
        said.push(sent.message.id);
        return sent;
      }
      case "lease": {
        const granted = await leaseRequest(core, { botId: bot.botId, conversationId: id }, "node/one");
        if (granted.type === "leased") leases[index] = granted.request;
        return granted;
      }
      case "answer": {
        const effect = textEffect(move.text, { options: [{ text: move.text }, { text: "no" }] });
        return sendEffect(core, bot, { ...lease, index: move.index, effect });
      }
      case "release":
        return releaseRequest(core, lease);
      case "complete":
        return completeRequest(core, bot, lease);
      case "fail":
        return failRequest(core, bot, { ...lease, error: 'it\'s "late"', isRetryable: true });
      case "rename":
        return renameParticipant(core, actor, id, move.nickname);
      case "read":
        return markRead(core, actor, id, 2);
      case "leave":
        return leaveConversation(core, actor, id);
    }
  };
  /** What came of it: the answer, or the refusal's code. */
  return (move: Move): Promise<unknown> => act(move).catch((error) => error.code ?? String(error));
}
