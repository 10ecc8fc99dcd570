/** What brings a visitor back into their conversation. The token is the only credential. */
export interface StoredMembership {
  conversationId: string;
  participantId: string;
  token: string;
}

export interface MembershipStore {
  load(): StoredMembership | null;
  save(membership: StoredMembership): void;
  forget(): void;
}

/** In localStorage of the embedding site; in memory when the browser refuses. */
export function localMembership(scope: string): MembershipStore {
  let inMemory: StoredMembership | null = null;
  return {
    load: () => inMemory ?? attempt(() => read(localStorage.getItem(scope)), null),
    save(membership) {
      inMemory = membership;
      attempt(() => localStorage.setItem(scope, JSON.stringify(membership)), undefined);
    },
    forget() {
      inMemory = null;
      attempt(() => localStorage.removeItem(scope), undefined);
    },
  };
}

function read(text: string | null): StoredMembership | null {
  const value: unknown = JSON.parse(text ?? "null");
  if (typeof value !== "object" || value === null) return null;
  const { conversationId, participantId, token } = value as Partial<StoredMembership>;
  if (!conversationId || !participantId || !token) return null;
  return { conversationId, participantId, token };
}

/** Blocked storage throws at the first touch; that is a normal way to browse, not a fault. */
function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
