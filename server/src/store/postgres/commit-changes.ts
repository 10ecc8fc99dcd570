import type { Cell, Row } from "../rows/cells.js";
import type { Changes } from "../snapshot.js";
import { StoreError } from "../store.js";
import { type Write, writes } from "../writes.js";
import type { HeldConnection, Statement } from "./connection.js";

/** Writes a batch and ends its transaction, in one round trip. All rows of a statement are one JSON parameter. */
export async function commitChanges(connection: HeldConnection, changes: Changes): Promise<void> {
  const statements = writes.flatMap((write) => {
    const rows = write.rowsOf(changes);
    return rows.length === 0 ? [] : [statement(write, rows)];
  });
  if (changes.newRequests.length > 0) statements.unshift(announceRequests);
  const results = await connection.send([...statements, { text: "commit" }]);
  const { command } = results.at(-1) ?? {};
  if (command !== "COMMIT") throw new StoreError("unavailable", new Error(`the commit became a ${command}`));
}

/** Keys of requests are taken while this is held, so that whoever takes it alone knows that none is under way. */
const requestsLock = "hashtextextended(current_schema() || ' bot_requests', 0)";
const announceRequests: Statement = { text: `select pg_advisory_xact_lock_shared(${requestsLock})` };
export const settleRequests = `select pg_advisory_xact_lock(${requestsLock})`;

/** The table itself says what type each column is. */
function statement({ verb, table, keys, columns }: Write, rows: readonly Row[]): Statement {
  const source = `jsonb_populate_recordset(null::${table}, $1::jsonb) j`;
  const names = [...keys, ...columns];
  const values = [JSON.stringify(rows.map((row) => named(names, row)))];
  const found = keys.map((name) => `t.${name} = j.${name}`).join(" and ");
  switch (verb) {
    case "insert": {
      const cells = columns.map((name) => `j.${name}`).join(", ");
      return { text: `insert into ${table} (${columns.join(", ")}) select ${cells} from ${source}`, values };
    }
    case "update": {
      const cells = columns.map((name) => `${name} = j.${name}`).join(", ");
      return { text: `update ${table} t set ${cells} from ${source} where ${found}`, values };
    }
    case "delete":
      return { text: `delete from ${table} t using ${source} where ${found}`, values };
  }
}

function named(names: readonly string[], row: readonly Cell[]): Record<string, Cell> {
  const object: Record<string, Cell> = {};
  for (let index = 0; index < names.length; index += 1) object[names[index] ?? ""] = row[index] ?? null;
  return object;
}
