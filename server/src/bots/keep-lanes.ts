import { every } from "../every.js";
import type { Lanes } from "../store/store.js";
import type { Dispatcher } from "./dispatcher.js";

interface LaneKeeper {
  lanes: Pick<Lanes, "reclaim" | "leave">;
  dispatcher: Pick<Dispatcher, "sweep">;
  /** Of this node; its leases begin with it. */
  nodeId: string;
  now(): number;
  onFault(error: unknown): void;
}

// A third of what the others wait for: two of these may fail.
const reclaimEveryMs = 5000;
const sweepEveryMs = 1000;

/**
 * Keeps this node's share of the lanes true: says that the node lives, frees what dead ones held, and looks for
 * lanes that other nodes filled or freed. Hints make that quicker; this makes it certain.
 */
export function keepLanes({ lanes, dispatcher, nodeId, now, onFault }: LaneKeeper): AsyncDisposable {
  const timers = [
    every(reclaimEveryMs, () => lanes.reclaim(nodeId, now()), onFault),
    every(sweepEveryMs, () => dispatcher.sweep(), onFault),
  ];
  return {
    async [Symbol.asyncDispose]() {
      for (const timer of timers) await timer[Symbol.asyncDispose]();
      await lanes.leave(nodeId, now()).catch(onFault);
    },
  };
}
