import { countHits, type Hits } from "./count-hits.js";
import { killRepeatedly } from "./killer.js";
import { type Reckoning, Stage, type StageOptions } from "./stage.js";

interface StormOptions extends StageOptions {
  cycles: number;
  /** A kill comes at a random instant up to so long after a bot has answered. */
  aliveMs: number;
  onCycle?(cycle: number): void;
}

/** Conversations under load while server and bots are killed over and over; then the reckoning. */
export async function storm(options: StormOptions): Promise<Reckoning & { hits: Hits }> {
  const startedAt = performance.now();
  const { cycles, aliveMs, seed, folder, onCycle = () => {} } = options;
  await using stage = await Stage.open(options);
  const { server, bots, visitors } = stage;
  stage.startTalking();
  try {
    const random = stage.random.fork();
    const untilNextAnswer = () => stage.untilNextAnswer();
    const kills = await killRepeatedly({ server, bots, cycles, random, untilNextAnswer, aliveMs, onCycle });
    const reckoning = await stage.reckon();
    const tookMs = performance.now() - startedAt;
    return { ...reckoning, hits: countHits({ ...reckoning, visitors, bots, server, kills, tookMs }) };
  } catch (error) {
    throw new Error(`the storm of seed ${seed} broke off; database and logs are in ${folder}`, {
      cause: error,
    });
  }
}
