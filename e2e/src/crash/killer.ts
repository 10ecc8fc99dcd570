import { setTimeout as wait } from "node:timers/promises";
import type { BotProcess } from "./bot-process.js";
import type { Random } from "./random.js";
import type { ServerProcess } from "./server-process.js";

export interface Kills {
  server: number;
  /** Of those, kills of a server that was still starting. */
  whileStarting: number;
  bots: number;
}

interface KillerOptions {
  server: ServerProcess;
  bots: BotProcess[];
  cycles: number;
  random: Random;
  /** Resolves when a bot has answered after this call. */
  untilNextAnswer(): Promise<void>;
  /** A kill comes at a random instant up to so long after that. */
  aliveMs: number;
  onCycle(cycle: number): void;
}

/** Kills the server, bots or both with SIGKILL at random instants, and starts them again at once. */
export async function killRepeatedly(options: KillerOptions): Promise<Kills> {
  const { server, bots, cycles, random, untilNextAnswer, aliveMs } = options;
  const kills: Kills = { server: 0, whileStarting: 0, bots: 0 };
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    // Now and then it does not even get to its feet.
    const isStarting = cycle > 1 && random.chance(0.15);
    if (!isStarting) {
      await server.listening();
      // On a slow machine bots and clients are long in coming back, and kills before that hit nothing.
      await untilNextAnswer();
    }
    await wait(random.between(isStarting ? 100 : 50, isStarting ? 500 : aliveMs));
    const dice = random.next();
    const victims = dice < 0.4 ? [] : bots.filter(() => random.chance(0.5));
    const isServer = dice < 0.8 || victims.length === 0;
    await Promise.all([isServer ? server.kill() : undefined, ...victims.map((bot) => bot.kill())]);
    for (const bot of victims) bot.start();
    if (isServer) server.start();
    kills.server += isServer ? 1 : 0;
    kills.whileStarting += isServer && isStarting ? 1 : 0;
    kills.bots += victims.length;
    options.onCycle(cycle);
  }
  await server.listening();
  return kills;
}
