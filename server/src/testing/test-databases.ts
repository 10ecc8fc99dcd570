import { describe, expect, test } from "vitest";
import { findPostgres, postgresUrls } from "./postgres.js";

export type TestDatabase = "sqlite" | "postgres";

const isPostgresThere = (await findPostgres()) !== null;
if (!isPostgresThere) tellAloud();

/** The databases that the tests of this file run on, for `describe.each`. */
export const testDatabases: readonly TestDatabase[] = isPostgresThere ? ["sqlite", "postgres"] : ["sqlite"];

/** A `describe` for what only PostgreSQL has. */
export function describePostgres(name: string, define: () => void): void {
  describe.skipIf(!isPostgresThere)(name, define);
}

/** Nobody may believe that something was tested which was not. */
function tellAloud(): void {
  const places = postgresUrls.map((url) => url.replace(/:[^:@/]*@/u, "@")).join(" or ");
  const message = `PostgreSQL is not reachable at ${places}`;
  if (process.env.NATTER_REQUIRE_SERVICES === "1") {
    test("PostgreSQL is there, as NATTER_REQUIRE_SERVICES=1 demands", () => {
      throw new Error(message);
    });
    return;
  }
  const file = expect.getState().testPath ?? "a test file";
  process.stderr.write(`\n*** SKIPPED: ${message}; what ${file} tests on PostgreSQL is NOT tested.\n\n`);
}
