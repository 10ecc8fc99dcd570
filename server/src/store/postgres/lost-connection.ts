import { setTimeout as delay } from "node:timers/promises";
import { codeOf, sorted } from "../faults.js";
import { StoreError } from "../store.js";

// Sessions of one pool end one after the other; within 0.6 s they all have.
const maxAttempts = 6;
const firstDelayMs = 20;

/** 08 is a connection exception, 57P the database's stopping; `pg` names neither when the socket just ends. */
export function isLostConnection(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  const code = codeOf(cause);
  return (
    /^(08|57P)/u.test(code) ||
    code === "ECONNRESET" ||
    code === "EPIPE" ||
    /connection (terminated|error)/iu.test(String(cause))
  );
}

/** The same reads; one whose connection is lost is repeated on another. Rejects with `StoreError`. */
export function allRepeated<T extends object>(reads: T): T {
  const wrapped = Object.entries(reads).map(([name, read]) => [
    name,
    (...values: unknown[]) => repeated(() => read(...values)),
  ]);
  // Name by name the same functions.
  return Object.fromEntries(wrapped) as T;
}

async function repeated<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sorted(read());
    } catch (error) {
      if (attempt === maxAttempts || !isLostConnection(error)) throw error;
      await delay(firstDelayMs * 2 ** (attempt - 1));
    }
  }
}
