import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stopChild } from "../servers/child-server.js";
import type { Measured } from "./measurement.js";
import type { Order, Report } from "./orders.js";

interface Driver extends AsyncDisposable {
  /** One order at a time; throws what the driver threw. */
  do(order: Order): Promise<Measured | null>;
  measure(order: Exclude<Order, { do: "open" | "fill" }>): Promise<Measured>;
}

export function startDriver(execArgv: string[] = []): Driver {
  const child = fork(fileURLToPath(new URL("./main.js", import.meta.url)), { execArgv });
  const carryOut = async (order: Order): Promise<Measured | null> => {
    child.send(order);
    const [report] = (await once(child, "message")) as [Report]; // Our own driver speaks nothing else.
    if ("error" in report) throw new Error(`driver: ${report.error}`);
    return report.measured;
  };
  return {
    do: carryOut,
    async measure(order) {
      const measured = await carryOut(order);
      if (measured === null) throw new Error(`${order.do} brought no figures`);
      return measured;
    },
    [Symbol.asyncDispose]: () => stopChild(child),
  };
}
