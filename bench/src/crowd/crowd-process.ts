import { fork } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { stopChild } from "../servers/child-server.js";
import type { CrowdOrder, CrowdReport } from "./orders.js";

export interface Crowd extends AsyncDisposable {
  do(order: CrowdOrder): Promise<{ opened: number; refused: number }>;
}

/**
 * Attackers and idlers, in a process of their own. It is nicest to all others: on one machine it would otherwise
 * take processor time from the server that no attacker elsewhere could take.
 */
export function startCrowd(): Crowd {
  const child = fork(fileURLToPath(new URL("./main.js", import.meta.url)), { execArgv: [] });
  if (child.pid !== undefined) setPriority(child.pid, 19);
  return {
    async do(order) {
      child.send(order);
      const [report] = (await once(child, "message")) as [CrowdReport]; // Our own crowd speaks nothing else.
      if ("error" in report) throw new Error(`crowd: ${report.error}`);
      return report;
    },
    [Symbol.asyncDispose]: () => stopChild(child),
  };
}
