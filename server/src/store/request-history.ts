import type { RequestRecord, RequestStatus } from "@natter/protocol";

/** What narrows the request history. A left-out filter lets everything through. */
export interface RequestFilters {
  botId?: string;
  sessionKey?: string;
  conversationId?: string;
  status?: RequestStatus;
  isAggregation?: boolean;
  /** Created at or after / before, integer ms. */
  since?: number;
  until?: number;
}

export interface RequestRow {
  /** The internal key: the order of creation, and what cursors are made of. */
  key: number;
  record: RequestRecord;
}

/** Reads the request history in keyset pages. */
export interface RequestHistory {
  /** The highest key so far: later rows are outside a walk that starts now. 0 when there are none. */
  highestKey(): Promise<number>;
  /**
   * At most `limit` rows with `after < key ≤ upTo`, ascending, or with `key ≤ upTo` and below `after`,
   * descending (`after` left out: from the end).
   */
  page(walk: {
    filters: RequestFilters;
    order: "ascending" | "descending";
    after?: number;
    upTo: number;
    limit: number;
  }): Promise<RequestRow[]>;
}
