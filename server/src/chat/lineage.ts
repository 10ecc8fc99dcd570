import type { RequestEntity } from "../store/entities.js";

/** What a message hands on, of the request in answer to which it is said, to the requests that come of it. */
export interface Lineage {
  /** How often in a row bots were sent on what bots said; 0 for what people say. */
  hops: number;
  /** W3C trace context; null without. */
  traceparent: string | null;
}

export const firstOfLineage: Lineage = { hops: 0, traceparent: null };

export function lineageOf({ request: { hops, traceparent } }: RequestEntity): Lineage {
  return { hops, traceparent: traceparent ?? null };
}
