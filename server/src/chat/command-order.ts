import type { CommandEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { Core } from "./core.js";
import type { Lineage } from "./lineage.js";

/** Who gives a command, where, and what they call it. */
export interface Order
  extends Pick<CommandEntity, "actorKind" | "actorId" | "commandKey" | "conversationId"> {
  /** Of the request that it answers, or of the call by which a person gives it. */
  lineage: Lineage;
}

type Noted = Pick<CommandEntity, "id" | "type" | "messageId" | "details" | "outcome">;

/** Adds the record of a command, in the unit that carries it out. */
export function noteCommand(core: Core, work: Workspace, { lineage, ...order }: Order, noted: Noted): void {
  work.addCommand({ ...order, ...noted, createdAt: core.now() });
}
