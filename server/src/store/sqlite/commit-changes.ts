import type { Changes } from "../snapshot.js";
import { type Write, writesOf } from "../writes.js";
import type { HeldConnection } from "./connection.js";

/**
 * Writes a batch as one text of statements, so that the database thread runs the whole transaction without
 * waiting for the event loop once. All values travel inside one JSON literal a statement.
 */
export async function commitChanges(connection: HeldConnection, changes: Changes): Promise<void> {
  const statements = writesOf(changes).map(statement);
  if (statements.length === 0) return;
  try {
    await connection.exec(`begin immediate;\n${statements.join(";\n")};\ncommit;`);
  } catch (error) {
    // Fails where the database rolled back by itself; either way no transaction stays open.
    await connection.exec("rollback").catch(() => undefined);
    throw error;
  }
}

function statement({ verb, table, keys, columns, rows }: Write): string {
  const cell = (index: number) => `j.value ->> ${index}`;
  const found = keys.map((name, index) => `${table}.${name} = ${cell(index)}`).join(" and ");
  const source = `json_each(${literal(rows)}) j`;
  switch (verb) {
    case "insert":
      return `insert into ${table} (${columns.join(", ")}) select ${columns.map((_, index) => cell(index)).join(", ")} from ${source}`;
    case "update": {
      const cells = columns.map((name, index) => `${name} = ${cell(keys.length + index)}`).join(", ");
      return `update ${table} set ${cells} from ${source} where ${found}`;
    }
    case "delete":
      return `delete from ${table} where (${keys.join(", ")}) in (select ${keys.map((_, index) => cell(index)).join(", ")} from ${source})`;
  }
}

/** A JSON text as an SQL literal. JSON escapes control characters, so the quote is all there is to double. */
function literal(rows: Write["rows"]): string {
  return `'${JSON.stringify(rows).replaceAll("'", "''")}'`;
}
