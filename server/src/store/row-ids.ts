import type { CommandEntity, EffectEntity, MessageEntity } from "./entities.js";
import type { LaneKey } from "./snapshot.js";

/* Names of rows within a batch. Ids contain no space, and what may stands last, so the joined text is unambiguous. */

type Send = Pick<MessageEntity, "conversationId" | "senderId" | "localId">;

export const sendId = ({ conversationId, senderId, localId }: Send) =>
  `${conversationId} ${senderId} ${localId}`;
export const commandId = ({
  id,
  actorId,
  commandKey,
}: Pick<CommandEntity, "id" | "actorId" | "commandKey">) =>
  actorId === null ? id : `${actorId} ${commandKey}`;
export const effectId = ({ requestId, index }: Pick<EffectEntity, "requestId" | "index">) =>
  `${requestId} ${index}`;
export const laneId = ({ botId, conversationId }: LaneKey) => `${botId} ${conversationId}`;
