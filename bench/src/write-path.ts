import { startDriver } from "./driver/driver-process.js";
import type { Measured } from "./driver/measurement.js";
import { type BenchOptions, nodeFlags } from "./options.js";
import { writePathReport } from "./report/write-path-report.js";
import { type ServerName, type StartedServer, serverNames, startServer } from "./servers/start-server.js";

/** What every round of every server brought, in order of the rounds. */
export type Rounds = Record<ServerName, { closed: Measured[]; open: Measured[] }>;

/** The write path of the real server against both baselines, interleaved in one run. */
export async function writePath(
  options: BenchOptions,
  only: readonly ServerName[] = serverNames,
): Promise<string> {
  const { rounds, conversations, measureMs, warmUpMs, textChars, window, ratePerSecond, oldConversations } =
    options;
  await using driver = startDriver(nodeFlags(options, "driver"));
  const servers: StartedServer[] = [];
  const results: Rounds = { natter: none(), relay: none(), naive: none() };
  const load = { lines: null, warmUpMs, measureMs, textChars };
  try {
    for (const name of only) {
      const server = await startServer(name, { nodeFlags: nodeFlags(options, name), oldConversations });
      servers.push(server);
      await driver.do({
        do: "open",
        server: name,
        url: server.url,
        pid: server.pid,
        count: conversations,
        bots: [],
      });
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const server of inTurn(only, round)) {
        results[server].closed.push(await driver.measure({ do: "closed-loop", server, window, ...load }));
        process.stderr.write(".");
      }
      for (const server of inTurn(only, round)) {
        results[server].open.push(await driver.measure({ do: "open-loop", server, ratePerSecond, ...load }));
        process.stderr.write(".");
      }
    }
    process.stderr.write("\n");
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
  return writePathReport(results, options);
}

const none = () => ({ closed: [], open: [] });

/** Another server begins each round, so that none always follows the same one. */
function inTurn<T>(items: readonly T[], round: number): T[] {
  const shift = round % items.length;
  return [...items.slice(shift), ...items.slice(0, shift)];
}
