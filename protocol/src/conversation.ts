import * as v from "valibot";
import { Id, Metadata, Position, Time } from "./primitives.js";

/** One thread with participants. It ends once and stays readable. */
export const Conversation = v.object({
  id: Id,
  name: v.nullable(v.string()),
  metadata: v.nullable(Metadata),
  createdAt: Time,
  endedAt: v.nullable(Time),
  /** The number of the newest change that people can see. */
  head: Position,
});
export type Conversation = v.InferOutput<typeof Conversation>;
