import type { BotActor } from "../chat/actor.js";
import type { AttemptOutcome } from "../observer.js";
import type { Publication } from "../store/publication.js";
import type { Instance } from "./instances.js";
import { LaneRunner, type LaneRunnerOptions } from "./lane-runner.js";

/** Every bot's lanes on this node. */
export class Dispatcher {
  readonly #options: Omit<LaneRunnerOptions, "actor">;
  readonly #runners = new Map<string, LaneRunner>();

  constructor(options: Omit<LaneRunnerOptions, "actor">) {
    this.#options = options;
  }

  /** Takes in what was committed: new requests to deliver, attempts that were overtaken, conversations that ended. */
  committed({ asked, ended, superseded }: Publication): void {
    for (const attempt of superseded) this.#runners.get(attempt.botId)?.superseded(attempt);
    for (const lane of asked) this.#runners.get(lane.botId)?.wake(lane.conversationId);
    for (const conversationId of ended) {
      for (const runner of this.#runners.values()) runner.ended(conversationId);
    }
  }

  /** Resolves once the instance gets its share; what waited in the inbox comes first. */
  attach(actor: BotActor, instance: Instance, credit: number): Promise<void> {
    let runner = this.#runners.get(actor.botId);
    if (!runner) {
      runner = new LaneRunner({ ...this.#options, actor });
      this.#runners.set(actor.botId, runner);
    }
    return runner.attach(instance, credit);
  }

  /** Whether an instance of this bot is connected here. */
  isRunning(botId: string): boolean {
    return this.#runners.get(botId)?.isAttended ?? false;
  }

  setCredit(botId: string, instanceId: string, credit: number): void {
    this.#runners.get(botId)?.setCredit(instanceId, credit);
  }

  detach(botId: string, instanceId: string): void {
    this.#runners.get(botId)?.detach(instanceId);
  }

  settled(botId: string, requestId: string, attempt: number, outcome: AttemptOutcome = "done"): void {
    this.#runners.get(botId)?.settled(requestId, attempt, outcome);
  }

  /** Looks into the inboxes of the bots that are connected here; rejects when the database cannot be read. */
  async sweep(): Promise<void> {
    for (const runner of this.#runners.values()) await runner.sweep();
  }

  /** Over all bots. */
  lanes(): { held: number; ready: number } {
    const sum = { held: 0, ready: 0 };
    for (const { lanes } of this.#runners.values()) {
      sum.held += lanes.held;
      sum.ready += lanes.ready;
    }
    return sum;
  }

  stopped(botId: string, requestId: string, attempt: number): void {
    this.#runners.get(botId)?.stopped(requestId, attempt);
  }

  close(): void {
    for (const runner of this.#runners.values()) runner.close();
  }
}
