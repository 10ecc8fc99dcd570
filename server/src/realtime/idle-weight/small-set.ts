/** A set which for one entry needs 40 bytes and not 200: most rooms have one reader. Entries are never undefined. */
export class SmallSet<T> implements Iterable<T> {
  #only: T | undefined = undefined;
  /** From the second entry on, all of them. */
  #all: Set<T> | null = null;

  get size(): number {
    if (this.#all) return this.#all.size;
    return this.#only === undefined ? 0 : 1;
  }

  has(value: T): boolean {
    return this.#all ? this.#all.has(value) : value !== undefined && this.#only === value;
  }

  add(value: T): this {
    if (this.#all) this.#all.add(value);
    else if (this.#only === undefined || this.#only === value) this.#only = value;
    else {
      this.#all = new Set([this.#only, value]);
      this.#only = undefined;
    }
    return this;
  }

  delete(value: T): boolean {
    if (this.#all) return this.#all.delete(value);
    const isHere = this.has(value);
    if (isHere) this.#only = undefined;
    return isHere;
  }

  clear(): void {
    this.#only = undefined;
    this.#all = null;
  }

  forEach(visit: (value: T) => void): void {
    for (const value of this) visit(value);
  }

  values(): IterableIterator<T> {
    return this.#all ? this.#all.values() : (this.#only === undefined ? [] : [this.#only]).values();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.values();
  }
}
