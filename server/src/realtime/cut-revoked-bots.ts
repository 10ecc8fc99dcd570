import { every } from "../every.js";
import type { Log } from "../log.js";
import type { KeyRegistry } from "../store/store.js";
import type { BotNamespace } from "./socket-server.js";

interface KeyWatch {
  bots: Pick<BotNamespace, "sockets">;
  keys: Pick<KeyRegistry, "inForce">;
  log: Pick<Log, "info">;
  onFault(error: unknown): void;
}

const everyMs = 1000;

/**
 * Cuts the connections of bots whose key was revoked, or that were removed. Looks for it, since the command line, and other
 * nodes, work on the database alone.
 */
export function cutRevokedBots({ bots, keys, log, onFault }: KeyWatch): Disposable {
  const look = async () => {
    const sockets = [...bots.sockets.values()];
    if (sockets.length === 0) return;
    const inForce = await keys.inForce([...new Set(sockets.map(({ data }) => data.keyId))]);
    for (const { id, conn, data } of sockets) {
      if (inForce.has(data.keyId)) continue;
      log.info({ bot: data.actor.botName, instance: id }, "bot cut off, its key was revoked");
      // The engine, not the socket: the client then comes back by itself, and hears why it is refused.
      conn.close();
    }
  };
  let isStopped = false;
  const watch = every(everyMs, look, (error) => {
    // A look that the stop has cut short is of no use to anybody.
    if (!isStopped) onFault(error);
  });
  return {
    [Symbol.dispose]: () => {
      isStopped = true;
      watch[Symbol.dispose]();
    },
  };
}
