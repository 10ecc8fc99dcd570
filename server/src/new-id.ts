import { randomFillSync } from "node:crypto";
import { V7Generator } from "uuidv7";

/** Random numbers, drawn in bulk: asking the system for each id's anew costs a tenth of a busy server's time. */
const pool = new Uint32Array(1024);
let next = pool.length;

const generator = new V7Generator({
  nextUint32() {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    const number = pool[next] ?? 0;
    next += 1;
    return number;
  },
});

/** A new UUIDv7 (RFC 9562): ids of one process sort in the order in which they were made. */
export function newId(): string {
  return generator.generate().toString();
}
