import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { silence, type Way } from "./house.js";
import { serve } from "./served.js";

/** Where the module that the server loads finds the bot of the test. */
const registry = globalThis as { natterEmbeddedBot?: unknown; natterEmbeddedManager?: unknown };

export const embedded: Way = {
  name: "embedded in the server",
  async open(make, settings) {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-embedded-"));
    const module = path.join(folder, "bot.mjs");
    await writeFile(
      module,
      `export const create = () => globalThis.natterEmbeddedBot;
       export const createManager = () => globalThis.natterEmbeddedManager;`,
    );
    registry.natterEmbeddedBot = make({ logger: silence });
    registry.natterEmbeddedManager = settings.makeManager?.({ logger: silence });
    const manager = { name: "boss", module, export: "createManager", manager: true };
    const house = await serve(settings, {
      NATTER_BOTS: JSON.stringify([
        { name: "bot", module, export: "create" },
        ...(settings.makeManager ? [manager] : []),
      ]),
      // Its bot is given so long to finish when the server stops.
      NATTER_DRAIN_TIMEOUT_MS: "100",
    }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true });
      throw error;
    });
    return {
      converse: house.converse,
      async [Symbol.asyncDispose]() {
        await house[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
      },
    };
  },
};
