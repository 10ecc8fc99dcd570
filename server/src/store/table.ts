/** Remembers how to take changes back. */
export class Journal {
  readonly #undo: (() => void)[] = [];

  record(undo: () => void): void {
    this.#undo.push(undo);
  }
  mark(): number {
    return this.#undo.length;
  }
  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.();
  }
}

/** Rows of one kind: those that were loaded, with the insertions and changes of a batch on top. */
export class Table<Row extends object> {
  readonly #journal: Journal;
  readonly #idOf: (row: Row) => string;
  readonly #rows = new Map<string, Row>();
  readonly #inserted = new Set<string>();
  readonly #changed = new Set<string>();

  constructor(journal: Journal, idOf: (row: Row) => string) {
    this.#journal = journal;
    this.#idOf = idOf;
  }

  load(row: Row): void {
    this.#rows.set(this.#idOf(row), row);
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  insert(row: Row): void {
    const id = this.#idOf(row);
    if (this.#rows.has(id)) throw new Error(`row ${id} exists already`);
    this.#rows.set(id, row);
    this.#inserted.add(id);
    this.#journal.record(() => {
      this.#rows.delete(id);
      this.#inserted.delete(id);
    });
  }

  change(id: string, patch: Partial<Row>): void {
    const before = this.#rows.get(id);
    if (!before) throw new Error(`row ${id} was not loaded`);
    this.#rows.set(id, { ...before, ...patch });
    const wasChanged = this.#changed.has(id);
    if (!this.#inserted.has(id)) this.#changed.add(id);
    this.#journal.record(() => {
      this.#rows.set(id, before);
      if (!wasChanged) this.#changed.delete(id);
    });
  }

  inserted(): Row[] {
    return this.#pick(this.#inserted);
  }
  /** Changed rows that were not inserted in the same batch. */
  changed(): Row[] {
    return this.#pick(this.#changed);
  }

  #pick(ids: Set<string>): Row[] {
    const rows: Row[] = [];
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row) rows.push(row);
    }
    return rows;
  }
}
