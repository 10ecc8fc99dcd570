import type { Cancel } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { type Clock, systemClock, type Timer } from "../clock.js";
import type { RequestTrace } from "../diagnostics.js";
import type { AttemptOutcome, Observer } from "../observer.js";
import { type Lease, leaseRequest } from "../requests/lease-request.js";
import { failRequest, releaseRequest } from "../requests/settle-request.js";
import type { SupersededAttempt } from "../store/publication.js";
import { endTrace, startTrace } from "./attempt-trace.js";
import { type Attached, type Instance, Instances } from "./instances.js";
import { faultDelayMs, Settler } from "./settler.js";

export interface LaneRunnerOptions {
  core: Core;
  actor: BotActor;
  /** Of this server; leases are held in its name. */
  nodeId: string;
  /** An attempt that takes longer is given up and counts as a failure. */
  requestTimeoutMs: number;
  /** What waiting is done by. Default: the system's clock. */
  clock?: Pick<Clock, "after">;
  onTyping(conversationId: string, participantId: string, isTyping: boolean): void;
  /** The attempt is over, whatever came of it. */
  onFreed(requestId: string, attempt: number): void;
  observer?: Observer | undefined;
  onFault(error: unknown): void;
}

type Leased = Extract<Lease, { type: "leased" }>;

/** A lane that is being leased (`flight` undefined) or has a request in flight. */
interface Held {
  to: Attached;
  /** Woken while held: what the database said before may no longer be so. */
  wasWoken: boolean;
  flight?: Leased;
  timeout?: Timer;
  /** Overtaken before this node knew that it had leased it. */
  superseded?: SupersededAttempt;
  /** Where somebody listens. */
  trace?: RequestTrace | undefined;
}

// Lanes that one look into the inbox takes up; the next look finds further ones.
const sweepLimit = 100;

/**
 * Hands one bot's requests to its instances: one in flight a lane, lanes in parallel, within each instance's
 * credit. What it remembers are hints; whether a lease is granted, the database decides.
 */
export class LaneRunner {
  readonly #options: LaneRunnerOptions;
  readonly #clock: Pick<Clock, "after">;
  readonly #settler: Settler;
  readonly #instances = new Instances();
  readonly #ready = new Set<string>();
  readonly #held = new Map<string, Held>();
  /** Requests in flight, to their lanes. */
  readonly #flights = new Map<string, string>();
  /** When to look at a lane again. */
  readonly #looks = new Map<string, Timer>();
  /** Requests in flight that the last look into the inbox found waiting. */
  #doubtful = new Set<string>();
  #isClosed = false;

  constructor(options: LaneRunnerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#settler = new Settler(this.#clock, options.onFault);
  }

  /** A lane may have something to do. Cheap to say too often. */
  wake(conversationId: string): void {
    if (this.#instances.count === 0) return;
    this.#ready.add(conversationId);
    this.#pump();
  }

  async attach(instance: Instance, credit: number): Promise<void> {
    // The same instance again, because it heard no answer to its greeting.
    if (this.#instances.has(instance.id)) return this.setCredit(instance.id, credit);
    const isFirst = this.#instances.count === 0;
    this.#instances.add(instance, credit);
    if (isFirst) {
      const { core, actor } = this.#options;
      for (const conversationId of await core.store.lanes.open(actor.botId)) {
        this.#ready.add(conversationId);
      }
    }
    this.#pump();
  }

  /**
   * Looks into the inbox for lanes that another node filled or freed. A request that is in flight here and yet
   * found waiting twice was taken back, because this node seemed dead: its instance is told to stop.
   */
  async sweep(): Promise<void> {
    if (this.#instances.count === 0 || this.#isClosed) return;
    const { core, actor } = this.#options;
    const before = this.#doubtful;
    this.#doubtful = new Set();
    for (const conversationId of await core.store.lanes.due(actor.botId, core.now(), sweepLimit)) {
      const held = this.#held.get(conversationId);
      if (!held) this.#ready.add(conversationId);
      else if (held.flight) this.#doubt(held, held.flight, before);
    }
    this.#pump();
  }

  /** Lanes with a request in flight, and lanes that wait for an instance with room. */
  get lanes(): { held: number; ready: number } {
    return { held: this.#held.size, ready: this.#ready.size };
  }

  get isAttended(): boolean {
    return this.#instances.count > 0;
  }

  setCredit(instanceId: string, credit: number): void {
    this.#instances.setCredit(instanceId, credit);
    this.#pump();
  }

  /** The instance is gone: its lanes move to the others at once. */
  detach(instanceId: string): void {
    const attached = this.#instances.remove(instanceId);
    if (!attached) return;
    for (const [conversationId, held] of this.#held) {
      if (held.to === attached && held.flight) void this.#release(conversationId, held.flight);
    }
  }

  /** The attempt was settled. */
  settled(requestId: string, attempt: number, outcome: AttemptOutcome = "done"): void {
    const conversationId = this.#flights.get(requestId);
    if (conversationId === undefined) return;
    if (this.#held.get(conversationId)?.flight?.request.attempt !== attempt) return;
    this.#concluded(conversationId, outcome);
    this.#free(conversationId);
  }

  /** The visitor has stopped the attempt, and its request is settled: the instance is told. */
  stopped(requestId: string, attempt: number): void {
    const held = this.#held.get(this.#flights.get(requestId) ?? "");
    if (held?.flight?.request.attempt !== attempt) return;
    held.to.instance.cancel({ requestId, attempt, reason: "stopped-by-visitor" });
    this.settled(requestId, attempt);
  }

  /** A newer message has taken the place of what is in flight: the instance is told, and the lane goes on. */
  superseded(overtaken: SupersededAttempt): void {
    const { requestId, attempt, conversationId } = overtaken;
    const held = this.#held.get(conversationId);
    if (held && !held.flight) held.superseded = overtaken;
    if (held?.flight?.request.requestId !== requestId || held.flight.request.attempt !== attempt) return;
    held.to.instance.cancel({ requestId, attempt, reason: "superseded" });
    this.settled(requestId, attempt, "superseded");
  }

  /** The conversation ended: what is in flight there has no purpose any more, except hearing of the end. */
  ended(conversationId: string): void {
    const held = this.#held.get(conversationId);
    if (!held?.flight || held.flight.request.payload.message.type === "system") return;
    const error = "the conversation ended before an answer";
    void this.#abandon(held, held.flight, { reason: "conversation-ended", error });
  }

  close(): void {
    this.#isClosed = true;
    this.#settler.close();
    for (const timer of this.#looks.values()) timer.cancel();
    for (const { timeout } of this.#held.values()) timeout?.cancel();
  }

  #pump(): void {
    for (const conversationId of this.#ready) {
      if (this.#isClosed) return;
      const held = this.#held.get(conversationId);
      if (held) {
        held.wasWoken = true;
        this.#ready.delete(conversationId);
        continue;
      }
      const to = this.#instances.roomiest();
      if (!to) return;
      this.#ready.delete(conversationId);
      void this.#lease(conversationId, to);
    }
  }

  async #lease(conversationId: string, to: Attached): Promise<void> {
    const { core, actor, nodeId } = this.#options;
    const held: Held = { to, wasWoken: false };
    this.#held.set(conversationId, held);
    to.used += 1;
    try {
      const lease = await leaseRequest(
        core,
        { botId: actor.botId, conversationId },
        `${nodeId}/${to.instance.id}`,
      );
      if (lease.type === "leased") this.#deliver(conversationId, held, lease);
      else if (lease.type === "later") this.#wait(conversationId, lease.at - core.now());
      else this.#free(conversationId, lease.type === "again");
    } catch (error) {
      this.#options.onFault(error);
      this.#wait(conversationId, faultDelayMs);
    }
  }

  #deliver(conversationId: string, held: Held, flight: Leased): void {
    const { requestId, attempt } = flight.request;
    if (held.superseded?.requestId === requestId && held.superseded.attempt === attempt) {
      this.#free(conversationId);
      return;
    }
    held.flight = flight;
    this.#options.observer?.requestLeased();
    held.trace = startTrace(this.#options.actor.botId, flight);
    this.#flights.set(requestId, conversationId);
    if (!this.#instances.has(held.to.instance.id)) {
      void this.#release(conversationId, flight);
      return;
    }
    const { requestTimeoutMs, onTyping } = this.#options;
    const error = `no answer within ${requestTimeoutMs} ms`;
    held.timeout = this.#clock.after(
      requestTimeoutMs,
      () => void this.#abandon(held, flight, { reason: "lease-lost", error }),
    );
    onTyping(conversationId, flight.sender, true);
    held.to.instance.deliver(flight.request);
  }

  /** Tells those who count and those who listen how an attempt ended. */
  #concluded(conversationId: string, outcome: AttemptOutcome): void {
    this.#options.observer?.requestSettled(outcome);
    endTrace(this.#held.get(conversationId)?.trace, outcome);
  }

  #doubt(held: Held, { request: { requestId, attempt } }: Leased, before: ReadonlySet<string>): void {
    const doubt = `${requestId} ${attempt}`;
    if (!before.has(doubt)) {
      this.#doubtful.add(doubt);
      return;
    }
    held.to.instance.cancel({ requestId, attempt, reason: "lease-lost" });
    this.settled(requestId, attempt, "released");
  }

  /** Stops an attempt from this side: the instance is told, and the request settled as a failure. */
  async #abandon(
    held: Held,
    { request }: Leased,
    { reason, error }: Pick<Cancel, "reason"> & { error: string },
  ): Promise<void> {
    const { core, actor } = this.#options;
    const { requestId, attempt } = request;
    held.to.instance.cancel({ requestId, attempt, reason });
    const isRetryable = reason !== "conversation-ended";
    await this.#settler.settle(() => failRequest(core, actor, { requestId, attempt, error, isRetryable }));
    this.settled(requestId, attempt, "abandoned");
  }

  async #release(conversationId: string, { request }: Leased): Promise<void> {
    await this.#settler.settle(() => releaseRequest(this.#options.core, request));
    this.#concluded(conversationId, "released");
    this.#free(conversationId);
  }

  /** Looks at the lane again after `delayMs`; until then it stays free for nobody. */
  #wait(conversationId: string, delayMs: number): void {
    this.#looks.get(conversationId)?.cancel();
    const timer = this.#clock.after(Math.max(delayMs, 1), () => {
      this.#looks.delete(conversationId);
      this.#ready.add(conversationId);
      this.#pump();
    });
    this.#looks.set(conversationId, timer);
    this.#free(conversationId, false);
  }

  #free(conversationId: string, lookAgain = true): void {
    const held = this.#held.get(conversationId);
    if (!held) return;
    this.#held.delete(conversationId);
    held.timeout?.cancel();
    held.to.used -= 1;
    if (held.flight) {
      const { requestId, attempt } = held.flight.request;
      this.#flights.delete(requestId);
      this.#options.onFreed(requestId, attempt);
      this.#options.onTyping(conversationId, held.flight.sender, false);
    }
    if (lookAgain || held.wasWoken) this.#ready.add(conversationId);
    this.#pump();
  }
}
