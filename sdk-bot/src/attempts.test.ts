import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Attempts } from "./attempts.js";
import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { aRequest } from "./request.fixture.js";
import { instantly, type LinkCall, ScriptedLink } from "./scripted-link.fixture.js";
import { realTiming } from "./timing.js";

const logger = new RecordingLogger();

/** What happens to one call: answered, refused for now, or the attempt loses its right to be heard. */
const fate = fc.constantFrom(
  "answered",
  "overloaded",
  "link breaks before",
  "link breaks after",
  "newer attempt",
  "lease lost",
);
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

/** A server with several open requests that deals each call its fate, and checks what it sees. */
class Inbox {
  readonly attempts: Attempts;
  readonly bodies = new Map<string, string>();
  readonly finished: Promise<void>;
  readonly #scheduler: fc.Scheduler;
  readonly #fates: Fate[];
  readonly #handled: { acknowledged: Map<string, Set<number>>; ended: Set<string> } = {
    acknowledged: new Map(),
    ended: new Set(),
  };
  readonly #attemptOf = new Map<string, number>();
  readonly #open = new Set<string>();
  #finish = () => {};
  #complain: (fault: unknown) => void = () => {};
  #link: ScriptedLink;

  constructor(scheduler: fc.Scheduler, fates: Fate[], handle: (ctx: Context) => Promise<void>) {
    this.#scheduler = scheduler;
    this.#fates = fates;
    const sleep = () => scheduler.schedule(Promise.resolve(), "sleep");
    this.attempts = new Attempts({ handle, logger, timing: { random: () => 0, sleep } });
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#complain = reject;
    });
    this.#link = this.#newLink();
  }

  ask(requestId: string): void {
    this.#open.add(requestId);
    this.#deliver(requestId);
  }

  #deliver(requestId: string): void {
    const attempt = (this.#attemptOf.get(requestId) ?? 0) + 1;
    this.#attemptOf.set(requestId, attempt);
    this.attempts.deliver(aRequest({ requestId, attempt, conversationId: requestId }), this.#link);
  }

  #newLink(): ScriptedLink {
    const link = new ScriptedLink();
    link.before = async (call) => {
      try {
        await this.#answer(link, call);
      } catch (fault) {
        // A refusal is for the bot; anything else is a broken promise of the bot's, which must not reach it.
        if (!(fault instanceof NatterBotError)) this.#complain(fault);
        throw fault;
      }
    };
    return link;
  }

  #reconnect(): void {
    const broken = this.#link;
    this.#link = this.#newLink();
    this.attempts.lost(broken);
    void this.#scheduler.schedule(Promise.resolve(), "reconnected").then(() => {
      for (const requestId of this.#open) this.#deliver(requestId);
    });
  }

  async #answer(link: ScriptedLink, call: LinkCall): Promise<void> {
    const { requestId, attempt } = call.input;
    expect(link, "nothing is said over a lost link").toBe(this.#link);
    expect(attempt, "an older attempt is silent").toBe(this.#attemptOf.get(requestId));
    expect(call.name, "an attempt that lost its right reports no failure").not.toBe("fail");
    const key = `${requestId}/${attempt}`;
    expect(this.#handled.ended, "nothing comes after done").not.toContain(key);
    const [what = "answered"] = this.#fates.splice(0, 1);
    await this.#scheduler.schedule(Promise.resolve(), what);
    if (link !== this.#link || attempt !== this.#attemptOf.get(requestId)) return;
    if (what === "overloaded") throw new NatterBotError("overloaded", "full", { isRetryable: true });
    if (what === "link breaks before") return this.#reconnect();
    if (what === "lease lost") this.attempts.cancel({ requestId, attempt, reason: "lease-lost" });
    if (what === "newer attempt" || what === "lease lost") return this.#deliver(requestId);
    this.#store(call, key);
    if (what === "link breaks after") this.#reconnect();
  }

  #store({ name, input }: LinkCall, key: string): void {
    const acknowledged = this.#handled.acknowledged.get(key) ?? new Set();
    this.#handled.acknowledged.set(key, acknowledged);
    if (name === "effect") {
      const body = JSON.stringify(input.effect);
      const effect = `${input.requestId}/${input.index}`;
      expect(this.bodies.get(effect) ?? body, "a repeated effect has the same body").toBe(body);
      this.bodies.set(effect, body);
      acknowledged.add(input.index);
      return;
    }
    expect([...acknowledged], "done comes after every effect, in order").toEqual(
      [...this.bodies.keys()].filter((effect) => effect.startsWith(`${input.requestId}/`)).map((_, at) => at),
    );
    this.#handled.ended.add(key);
    this.#open.delete(input.requestId);
    if (this.#open.size === 0) this.#finish();
  }
}

describe("attempts", () => {
  it("whatever breaks and comes again, every effect is the same each time and done comes last [F201]", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fate, { maxLength: 12 }),
        fc.array(fc.array(fc.boolean(), { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        async (scheduler, fates, requests) => {
          const inbox = new Inbox(scheduler, fates, async (ctx) => {
            for (const [index, isAwaited] of (requests[Number(ctx.requestId)] ?? []).entries()) {
              const sent = ctx.reply(`${ctx.requestId}: ${index}`);
              if (isAwaited) await sent;
              await scheduler.schedule(Promise.resolve(), "handler");
            }
          });
          for (const requestId of requests.keys()) inbox.ask(String(requestId));
          await scheduler.waitFor(inbox.finished);
          const expected = requests.flatMap((effects, request) =>
            effects.map((_, index) => `${request}/${index}`),
          );
          expect([...inbox.bodies.keys()].sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 300 },
    );
    expect(logger.lines).toEqual([]);
  });

  it("ignore a delivery that they have already, or that is older [F202]", async () => {
    const seen: number[] = [];
    const handle = (ctx: Context) => {
      seen.push(ctx.attempt);
      return new Promise(() => {});
    };
    const attempts = new Attempts({ handle, logger, timing: instantly });
    const link = new ScriptedLink();
    for (const attempt of [2, 2, 1, 3]) attempts.deliver(aRequest({ attempt }), link);
    expect(seen).toEqual([2, 3]);
  });

  it("stop at once when nothing is under way, leave no timer behind, and take nothing more [F64]", async () => {
    let isHandled = false;
    const handle = () => {
      isHandled = true;
    };
    let waiting: AbortSignal | undefined;
    const sleep = (ms: number, signal: AbortSignal) => {
      waiting = signal;
      return realTiming.sleep(ms, signal);
    };
    const attempts = new Attempts({ handle, logger, timing: { random: () => 0, sleep } });
    await attempts.stop(60_000);
    expect(waiting?.aborted).toBe(true);
    attempts.deliver(aRequest(), new ScriptedLink());
    expect(isHandled).toBe(false);
  });
});
