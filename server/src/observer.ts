import type { ErrorCode } from "@natter/protocol";

export type Door = "people" | "bots";
export type HandshakeRefusal =
  | "full"
  | "address-full"
  | "too-many-pending"
  | "rate"
  | "malformed"
  | ErrorCode;
export type CutReason = "slow" | "flood";
/**
 * How an attempt at a request ended: `released` is a lease given back because its instance was gone, `suspended` a
 * request that waits for the answer to a question, `superseded` one whose sender has said something newer, `abandoned`
 * one that was stopped from this side: it took too long, or the conversation ended.
 */
export type AttemptOutcome = "done" | "suspended" | "failed" | "released" | "superseded" | "abandoned";

/**
 * What the house tells whoever counts. The core knows this and no metrics library. Every method is cheap and
 * never throws; `silent` is what runs when nobody counts.
 */
export interface Observer {
  /** A transaction of so many writes was committed. */
  batchCommitted(writes: number, ms: number): void;
  callAnswered(door: Door, call: string, outcome: "ok" | ErrorCode): void;
  httpAnswered(route: string, status: number, ms: number): void;
  handshakeRefused(reason: HandshakeRefusal): void;
  /** A token bucket of that name was empty. */
  rateLimited(bucket: string): void;
  linkCut(reason: CutReason): void;
  requestLeased(): void;
  requestSettled(outcome: AttemptOutcome): void;
}

const nothing = () => {};

export const silent: Observer = {
  batchCommitted: nothing,
  callAnswered: nothing,
  httpAnswered: nothing,
  handshakeRefused: nothing,
  rateLimited: nothing,
  linkCut: nothing,
  requestLeased: nothing,
  requestSettled: nothing,
};
