import type { BotRequest, Cancel } from "@natter/protocol";

/** One running copy of a bot, wherever it runs. */
export interface Instance {
  id: string;
  deliver(request: BotRequest): void;
  cancel(cancel: Cancel): void;
}

/** An instance, with the requests that it takes at once and those that it has. */
export interface Attached {
  instance: Instance;
  credit: number;
  used: number;
}

/** The instances of one bot that are connected here. */
export class Instances {
  readonly #byId = new Map<string, Attached>();

  get count(): number {
    return this.#byId.size;
  }

  has(instanceId: string): boolean {
    return this.#byId.has(instanceId);
  }

  add(instance: Instance, credit: number): void {
    this.#byId.set(instance.id, { instance, credit, used: 0 });
  }

  setCredit(instanceId: string, credit: number): void {
    const attached = this.#byId.get(instanceId);
    if (attached) attached.credit = credit;
  }

  /** The one that was removed, if it was there. */
  remove(instanceId: string): Attached | undefined {
    const attached = this.#byId.get(instanceId);
    this.#byId.delete(instanceId);
    return attached;
  }

  /** The one with the most spare credit; undefined where none has any. */
  roomiest(): Attached | undefined {
    let best: Attached | undefined;
    for (const attached of this.#byId.values()) {
      const spare = attached.credit - attached.used;
      if (spare > 0 && (!best || spare > best.credit - best.used)) best = attached;
    }
    return best;
  }
}
