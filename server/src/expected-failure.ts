import { failure } from "./errors.js";
import { StoreError } from "./store/store.js";

/** What a door answers to a failure: in the words of the protocol where it has words for it, else the failure itself. */
export function expectedFailure(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.fault === "constraint") return error;
  return failure("unavailable", "database.away", {}, { retryAfterMs: 1000, cause: error });
}
