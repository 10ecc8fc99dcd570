import * as v from "valibot";
import { Id, Position, Time } from "./primitives.js";

export const participantKinds = ["human", "bot"] as const;
export type ParticipantKind = (typeof participantKinds)[number];

/** A human or a bot inside one conversation. */
export const Participant = v.object({
  id: Id,
  kind: v.picklist(participantKinds),
  nickname: v.string(),
  /** The bot's name in the registry; null for a human. */
  botName: v.nullable(v.string()),
  /** True for the manager, which decides what other bots hear and people see; absent for everybody else. */
  isManager: v.optional(v.boolean()),
  /** The conversation ends when a required participant leaves for good. */
  isRequired: v.boolean(),
  joinedAt: Time,
  /** Null while the participant is part of the conversation. */
  leftAt: v.nullable(Time),
  /** A human with a connection, or a bot with a running instance; off for a moment does not count. */
  isPresent: v.boolean(),
  /** The highest `seq` this participant has marked as read; 0 before the first mark. */
  readSeq: Position,
});
export type Participant = v.InferOutput<typeof Participant>;
