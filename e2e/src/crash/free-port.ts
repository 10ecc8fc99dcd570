import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what Linux, macOS and Windows give to whoever asks for any port, and to outgoing connections. */
const range = { from: 20_000, to: 32_000 } as const;

/**
 * A port that nobody listens on. It stays free while the server that has it is killed and starts again: whatever
 * else runs here asks for any port, and gets one of the range above.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(range.from, range.to);
    const probe = createServer().listen(port, "127.0.0.1");
    const isFree = await once(probe, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
  throw new Error(`no free port from ${range.from} to ${range.to}; stop what listens there`);
}
