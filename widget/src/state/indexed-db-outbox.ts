import { memoryOutbox } from "./memory-outbox.js";
import type { Outbox, UnsentMessage } from "./outbox.js";

const storeName = "outbox";
/** A browser that answers a request for its storage later than this, in ms, is not waited for: some never do. */
const patienceMs = 1_000;

/** An outbox in IndexedDB. Whatever the browser refuses, now or later, is kept in memory instead. */
export function indexedDbOutbox(name = "natter"): Outbox {
  const memory = memoryOutbox();
  let database: Promise<IDBDatabase> | undefined;

  /** Opened by the first use, so that a chat nobody opens stores nothing. */
  function opened(): Promise<IDBDatabase> {
    database ??= inTime(open(name, () => (database = undefined)));
    return database;
  }

  /** Null when the browser refused. */
  async function run<T>(
    mode: IDBTransactionMode,
    verb: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<{ result: T } | null> {
    try {
      const transaction = (await opened()).transaction(storeName, mode);
      return { result: await inTime(committed(transaction, verb(transaction.objectStore(storeName)))) };
    } catch {
      return null;
    }
  }

  return {
    async list(scope) {
      const stored = await run<UnsentMessage[]>("readonly", (store) => store.getAll());
      const kept = stored?.result.filter((message) => message.scope === scope) ?? [];
      return [...kept, ...(await memory.list(scope))];
    },
    async put(message) {
      if (!(await run("readwrite", (store) => store.put(message)))) await memory.put(message);
    },
    async remove(localId) {
      await memory.remove(localId);
      await run("readwrite", (store) => store.delete(localId));
    },
  };
}

function open(name: string, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "localId" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = onClosed;
      resolve(request.result);
    };
  });
}

function committed<T>(transaction: IDBTransaction, request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return Promise.race([
    answer,
    new Promise<never>((_, reject) =>
      setTimeout(reject, patienceMs, new Error("The browser's storage is silent.")),
    ),
  ]);
}
