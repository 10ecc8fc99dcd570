import type { RequestRecord } from "@natter/protocol";

/** What an export has written so far. */
interface Written {
  rows: number;
  /** SHA-256, hex, of every byte so far. */
  sha256: string;
}

/** How records become text. The export's text is `head`, each `row`, then `tail`. */
export interface Format {
  contentType: string;
  extension: string;
  head: string;
  /** `index` counts from 0. */
  row(record: RequestRecord, index: number): string;
  tail(written: Written): string;
}
