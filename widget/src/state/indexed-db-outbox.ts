import { memoryOutbox } from "./memory-outbox.js";
import type { Outbox, UnsentMessage } from "./outbox.js";

const storeName = "outbox";

/** An outbox in IndexedDB. Whatever the browser refuses, now or later, is kept in memory instead. */
export function indexedDbOutbox(name = "natter"): Outbox {
  const memory = memoryOutbox();
  let database: Promise<IDBDatabase> | undefined;

  /** Opened by the first use, so that a chat nobody opens stores nothing. */
  async function run<T>(
    mode: IDBTransactionMode,
    verb: (store: IDBObjectStore) => Promise<T>,
    otherwise: () => Promise<T>,
  ): Promise<T> {
    try {
      database ??= open(name);
      const transaction = (await database).transaction(storeName, mode);
      return await verb(transaction.objectStore(storeName));
    } catch {
      return await otherwise();
    }
  }

  return {
    async list(scope) {
      const kept = await run<UnsentMessage[]>(
        "readonly",
        (store) => settled(store.getAll()),
        async () => [],
      );
      return [...kept.filter((message) => message.scope === scope), ...(await memory.list(scope))];
    },
    async put(message) {
      await run<unknown>(
        "readwrite",
        (store) => settled(store.put(message)),
        () => memory.put(message),
      );
    },
    async remove(localId) {
      await memory.remove(localId);
      await run<unknown>(
        "readwrite",
        (store) => settled(store.delete(localId)),
        async () => {},
      );
    },
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "localId" });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
