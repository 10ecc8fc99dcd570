import type { Namespace } from "socket.io";
import { SmallMap } from "./small-map.js";
import { SmallSet } from "./small-set.js";

// Typed against the packages' own classes, of which these fields are private: what is written is checked against what
// is there, and the sizes are kept by a test.

/** Of Socket.IO's socket and the client below it, what weighs most while nothing happens. */
interface Heavy {
  acks: unknown;
  client: { sockets: Iterable<readonly [string, unknown]>; nsps: Iterable<readonly [string, unknown]> };
  _anyListeners?: unknown[];
}

/**
 * Makes a socket that was let in a kilobyte lighter: Socket.IO gives each of them three maps with room for four entries
 * and a list with room for seventeen, for one entry or none.
 */
export function lightenSocket(socket: object, anyListeners: unknown[]): void {
  const heavy = socket as Heavy;
  heavy.acks = new SmallMap();
  heavy.client.sockets = new SmallMap(heavy.client.sockets);
  heavy.client.nsps = new SmallMap(heavy.client.nsps);
  heavy._anyListeners = anyListeners;
}

/** Rooms of one reader, and readers in one or two rooms, without a whole set for each. */
class Rooms extends Map<string, Set<string>> {
  override set(name: string, members: Set<string>): this {
    // Adapters add an empty set, and use no more of it than a small one can.
    return super.set(name, members.size === 0 ? (new SmallSet<string>() as unknown as Set<string>) : members);
  }
}

/** The same for the rooms of a namespace, whatever adapter it has. To be called before anybody connects. */
export function lightenRooms(namespace: Pick<Namespace, "adapter">): void {
  Object.assign(namespace.adapter, { rooms: new Rooms(), sids: new Rooms() });
}
