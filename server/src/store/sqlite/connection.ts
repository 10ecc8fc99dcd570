import type { Knex } from "knex";
import { toStoreError } from "../faults.js";
import { holdRawConnection } from "../hold-raw-connection.js";

/** What is used of the `sqlite3` package's connection, below Knex. */
interface RawConnection {
  prepare(sql: string, done: (error: Error | null) => void): RawStatement;
}
interface RawStatement {
  all(values: readonly unknown[], done: (error: Error | null, rows: unknown[]) => void): void;
  finalize(done: (error: Error | null) => void): void;
}

/** The writer's connection while one caller holds it. */
export interface HeldConnection {
  /** Resolves to the first row, if any. The statement is compiled once a connection: use few different ones. */
  run(sql: string, values: readonly unknown[]): Promise<unknown>;
}

/** A connection cannot be closed before its compiled statements are given up. */
const compiled = new WeakMap<RawConnection, Map<string, RawStatement>>();

/** Runs `use` while nobody else has the writer's one connection. */
export function holdConnection<T>(knex: Knex, use: (connection: HeldConnection) => Promise<T>): Promise<T> {
  return holdRawConnection(knex, (raw: RawConnection) =>
    use({
      run: async (sql, values) => {
        const statement = await compile(raw, sql);
        // `all`, because `get` would leave the read, and with it the old snapshot, open.
        const [row] = await callback<unknown[]>((done) => statement.all(values, done));
        return row;
      },
    }),
  );
}

/** Gives up what was compiled on the writer's connection, so that it can be closed. */
export function forgetStatements(knex: Knex): Promise<void> {
  return holdRawConnection(knex, async (raw: RawConnection) => {
    for (const statement of compiled.get(raw)?.values() ?? []) {
      await callback((done) => statement.finalize(done));
    }
    compiled.delete(raw);
  });
}

async function compile(raw: RawConnection, sql: string): Promise<RawStatement> {
  const statements = compiled.get(raw) ?? new Map<string, RawStatement>();
  compiled.set(raw, statements);
  const known = statements.get(sql);
  if (known) return known;
  let statement: RawStatement | undefined;
  await callback((done) => {
    statement = raw.prepare(sql, done);
  });
  if (!statement) throw new Error("the driver compiled nothing");
  statements.set(sql, statement);
  return statement;
}

function callback<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(toStoreError(error)) : resolve(value as T)));
  });
}
