import type { Knex } from "knex";
import { toStoreError } from "../faults.js";
import { holdRawConnection } from "../hold-raw-connection.js";
import type { StoreError } from "../store.js";

export interface Statement {
  text: string;
  values?: readonly unknown[];
}
export interface Result {
  command: string;
  rows: Record<string, unknown>[];
}

/** What is used of the `pg` package's client, below Knex. */
interface RawClient {
  query(statement: Statement): Promise<Result>;
  /** Knex throws a client away that has this set. */
  __knex__disposed?: unknown;
}

/** A connection of the pool while one caller holds it. */
export interface HeldConnection {
  /**
   * Sends all statements at once and resolves to their results: one round trip. Rejects with the first fault as
   * `StoreError`; inside a transaction what follows a fault is not executed, and its `commit` rolls back.
   */
  send(statements: readonly Statement[]): Promise<Result[]>;
}

/** Runs `use` while nobody else has the connection. One that failed in any way but by a constraint is closed. */
export function holdConnection<T>(knex: Knex, use: (connection: HeldConnection) => Promise<T>): Promise<T> {
  return holdRawConnection(knex, (raw: RawClient) =>
    use({
      async send(statements) {
        try {
          return await Promise.all(statements.map((statement) => raw.query(statement)));
        } catch (error) {
          const fault: StoreError = toStoreError(error);
          if (fault.fault !== "constraint") raw.__knex__disposed = fault;
          throw fault;
        }
      },
    }),
  );
}
