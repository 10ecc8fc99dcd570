import type { Changes } from "../snapshot.js";
import { type Write, writes } from "../writes.js";
import type { HeldConnection } from "./connection.js";

const lists = writes.map((_, index) => `rows_${index}`);

/**
 * A whole batch as one insertion into a view that stores nothing: its trigger writes the rows, which come as one
 * JSON text a list. So the batch is one statement, compiled once a connection, and a transaction of its own that the
 * database thread runs without waiting for the event loop: it is stored with all its rows or not at all.
 *
 * Each list has a view of its own below it, whose trigger runs only where there are rows. Most batches have rows in three
 * of the lists, and a statement without rows costs nearly as much as one with a row.
 */
export const batchViewSql = [
  ...writes.flatMap((write, index) => [
    `create temp view batch_${index} (list) as select null`,
    `create temp trigger write_batch_${index} instead of insert on batch_${index} when new.list is not null begin
       ${statement(write, "new.list")};
     end`,
  ]),
  `create temp view batch (${lists.join(", ")}) as select ${lists.map(() => "null").join(", ")}`,
  `create temp trigger write_batch instead of insert on batch begin
     ${lists.map((list, index) => `insert into batch_${index} values (new.${list});`).join("\n     ")}
   end`,
];

const insertBatch = `insert into temp.batch values (${lists.map(() => "?").join(", ")})`;

export async function commitChanges(connection: HeldConnection, changes: Changes): Promise<number> {
  let count = 0;
  const values = writes.map((write) => {
    const rows = write.rowsOf(changes);
    count += rows.length;
    return rows.length === 0 ? null : JSON.stringify(rows);
  });
  if (count > 0) await connection.run(insertBatch, values);
  return count;
}

function statement({ verb, table, keys, columns }: Write, rows: string): string {
  const cell = (index: number) => `j.value ->> ${index}`;
  const found = keys.map((name, index) => `${table}.${name} = ${cell(index)}`).join(" and ");
  const source = `json_each(${rows}) j`;
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
