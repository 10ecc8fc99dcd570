/**
 * A map which for one entry needs 48 bytes and not 250: a connection rarely has two sockets. Values are never
 * undefined.
 */
export class SmallMap<K, V> {
  #key: K | undefined = undefined;
  #value: V | undefined = undefined;
  /** From the second entry on, all of them. */
  #all: Map<K, V> | null = null;

  constructor(entries: Iterable<readonly [K, V]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    if (this.#all) return this.#all.size;
    return this.#value === undefined ? 0 : 1;
  }

  get(key: K): V | undefined {
    if (this.#all) return this.#all.get(key);
    return this.#key === key ? this.#value : undefined;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  set(key: K, value: V): this {
    if (this.#all) this.#all.set(key, value);
    else if (this.#value === undefined || this.#key === key) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#all = new Map(this.entries()).set(key, value);
      this.#forgetOnly();
    }
    return this;
  }

  delete(key: K): boolean {
    if (this.#all) return this.#all.delete(key);
    const isHere = this.has(key);
    if (isHere) this.#forgetOnly();
    return isHere;
  }

  clear(): void {
    this.#all = null;
    this.#forgetOnly();
  }

  entries(): IterableIterator<[K, V]> {
    if (this.#all) return this.#all.entries();
    // A value says that there is a key.
    return (this.#value === undefined ? [] : [[this.#key as K, this.#value] as [K, V]]).values();
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries();
  }

  #forgetOnly(): void {
    this.#key = undefined;
    this.#value = undefined;
  }
}
