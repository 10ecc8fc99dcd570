import type { EffectEntity, RequestEntity } from "./entities.js";
import { effectId, laneId } from "./row-ids.js";
import type { LaneKey } from "./snapshot.js";
import type { Table } from "./table.js";

/**
 * Finds the loaded requests by lane and by what they wait for. What is found is looked up in the tables again, so an entry
 * of an undone unit does no harm, and nothing here is ever undone.
 */
export class Inboxes {
  readonly #requests: Table<RequestEntity>;
  readonly #effects: Table<EffectEntity>;
  readonly #first = new Map<string, string>();
  readonly #inLane = new Map<string, string[]>();
  readonly #waiting = new Map<string, Set<string>>();
  readonly #questions = new Map<string, EffectEntity>();
  readonly #streams = new Map<string, EffectEntity[]>();

  constructor(requests: Table<RequestEntity>, effects: Table<EffectEntity>) {
    this.#requests = requests;
    this.#effects = effects;
  }

  /** A request that was there before. Rows come in order of key, so the first unanswered one of a lane is its first. */
  load(row: RequestEntity): void {
    const lane = laneId(row);
    if (isUnanswered(row) && !this.#first.has(lane)) this.#first.set(lane, row.id);
    this.changed(row);
    this.added(row);
  }

  added(row: RequestEntity): void {
    const lane = laneId(row);
    const ids = this.#inLane.get(lane);
    if (ids) ids.push(row.id);
    else this.#inLane.set(lane, [row.id]);
  }

  changed({ id, conversationId, status }: RequestEntity): void {
    if (status !== "waiting") return;
    const ids = this.#waiting.get(conversationId);
    if (ids) ids.add(id);
    else this.#waiting.set(conversationId, new Set([id]));
  }

  /** An effect that was loaded or added. */
  effect(row: EffectEntity): void {
    if (row.result !== null) return;
    if (row.kind === "ask") this.#questions.set(row.requestId, row);
    if (row.kind !== "stream") return;
    this.#streams.set(row.requestId, [...(this.#streams.get(row.requestId) ?? []), row]);
  }

  firstOfLane(lane: LaneKey): RequestEntity | undefined {
    const id = this.#first.get(laneId(lane));
    return id === undefined ? undefined : this.#requests.get(id);
  }

  unanswered(lane: LaneKey): RequestEntity[] {
    return this.#rows(this.#inLane.get(laneId(lane)) ?? []).filter(isUnanswered);
  }

  waiting(conversationId: string): RequestEntity[] {
    return this.#rows(this.#waiting.get(conversationId) ?? []).filter(({ status }) => status === "waiting");
  }

  openQuestion(requestId: string): EffectEntity | undefined {
    const asked = this.#questions.get(requestId);
    const current = asked && this.#effects.get(effectId(asked));
    return current?.result === null ? current : undefined;
  }

  openStreams(requestId: string): EffectEntity[] {
    return (this.#streams.get(requestId) ?? [])
      .map((stream) => this.#effects.get(effectId(stream)))
      .filter((row) => row?.result === null)
      .filter((row) => row !== undefined);
  }

  #rows(ids: Iterable<string>): RequestEntity[] {
    return [...ids].map((id) => this.#requests.get(id)).filter((row) => row !== undefined);
  }
}

const isUnanswered = ({ status }: RequestEntity) =>
  status === "pending" || status === "running" || status === "waiting";
