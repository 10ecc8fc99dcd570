import { memoryOutbox } from "./memory-outbox.js";
import type { Outbox, UnsentMessage } from "./outbox.js";

const storeName = "outbox";
/** A browser that answers a request for its storage later than this, in ms, is not waited for: some never do. */
const patienceMs = 1_000;

/** An outbox in IndexedDB. What the browser refuses, or has not stored yet, is kept in memory. */
export function indexedDbOutbox(name = "natter"): Outbox {
  const memory = memoryOutbox();
  let database: Promise<IDBDatabase> | undefined;
  /** The last request has not been answered in time: the next one is not waited for either. */
  let isSilent = false;

  /** Opened by the first use, so that a chat nobody opens stores nothing. */
  function opened(): Promise<IDBDatabase> {
    database ??= open(name, () => (database = undefined));
    return database;
  }

  /** Null when the browser refused. */
  async function run<T>(
    mode: IDBTransactionMode,
    verb: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<{ result: T } | null> {
    try {
      const transaction = (await opened()).transaction(storeName, mode);
      return { result: await committed(transaction, verb(transaction.objectStore(storeName))) };
    } catch {
      return null;
    }
  }

  /** Whether the browser has answered in time. It may still do so later. */
  async function isInTime(answer: Promise<unknown>): Promise<boolean> {
    const answered = answer.then(() => {
      isSilent = false;
      return true;
    });
    const late = new Promise<false>((resolve) => setTimeout(resolve, isSilent ? 0 : patienceMs, false));
    if (await Promise.race([answered, late])) return true;
    isSilent = true;
    return false;
  }

  return {
    async list(scope, onLate) {
      const listed = run<UnsentMessage[]>("readonly", (store) => store.getAll()).then((stored) =>
        (stored?.result ?? []).filter((message) => message.scope === scope),
      );
      const isListed = await isInTime(listed);
      if (!isListed) void listed.then(onLate);
      const stored = isListed ? await listed : [];
      const kept = await memory.list(scope);
      // What is on its way to the storage is newer than what is there.
      const newer = new Set(kept.map(({ localId }) => localId));
      return [...stored.filter(({ localId }) => !newer.has(localId)), ...kept];
    },
    async put(message) {
      await memory.put(message);
      const put = run("readwrite", (store) => store.put(message));
      await isInTime(put.then((stored) => stored && memory.remove(message.localId)));
    },
    async remove(localId) {
      await memory.remove(localId);
      await isInTime(run("readwrite", (store) => store.delete(localId)));
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
