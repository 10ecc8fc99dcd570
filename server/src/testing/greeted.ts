import type { Socket } from "socket.io-client";

/** What of a client is needed here, whatever its tables are. */
type AnyClient = Pick<Socket, "once" | "onAny" | "offAny" | "hasListeners" | "listeners">;

/**
 * Resolves once the client is connected; rejects with the `WireError` of a refused handshake. What the server said
 * in the same packet of TCP comes before whoever awaits this can listen; they hear it all the same, a turn later.
 */
export function greeted(client: AnyClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("connect", () => {
      const unheard: { name: string; values: unknown[] }[] = [];
      const keep = (name: string, ...values: unknown[]) => {
        if (!client.hasListeners(name)) unheard.push({ name, values });
      };
      client.onAny(keep);
      setImmediate(() => {
        client.offAny(keep);
        for (const { name, values } of unheard)
          for (const listener of [...client.listeners(name)]) listener.apply(client, values);
      });
      resolve();
    });
    client.once("connect_error", (error) => reject((error as { data?: unknown }).data ?? error));
  });
}
