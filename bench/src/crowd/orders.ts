/** What a benchmark tells its crowd process to do, one order at a time. */
export type CrowdOrder =
  /** So many conversations, each with one socket that joins and then says nothing. */
  | { do: "idle"; url: string; count: number }
  /** Conversations with one writer each and readers that stop reading once they are in. */
  | { do: "stuck"; url: string; conversations: number; readersEach: number; messagesPerSecond: number }
  /** One client that calls as fast as the kernel takes it, and comes back whenever it is cut. */
  | { do: "flood"; url: string }
  /** One address that opens sockets, so many in all and so many a second, and keeps what it gets. */
  | { do: "storm"; url: string; count: number; perSecond: number }
  /** Everything that was begun ends. */
  | { do: "stop" };

/** What came of an order: sockets that were let in, and how often they were cut or refused. */
export type CrowdReport = { opened: number; refused: number } | { error: string };
