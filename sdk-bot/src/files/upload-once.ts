import type { BotFile } from "@natter/protocol";
import type { Link } from "../source/request-source.js";
import type { OutgoingFile } from "./outgoing-file.js";

export type HeldFile = Extract<OutgoingFile, { kind: "held" }>;

/** What came of one try. An error here is final for this attempt; one that may be tried again is thrown. */
export type Uploaded = { file: BotFile } | { error: unknown };

/**
 * Uploads once. A source that failed, or that can be read only once, is not tried again: for that the whole request
 * has to run anew.
 */
export async function uploadOnce(link: Link, file: HeldFile, signal: AbortSignal): Promise<Uploaded> {
  let failure: { error: unknown } | null = null;
  // Whoever reads it may report a failure of the source as one of its own.
  async function* watched() {
    try {
      yield* file.bytes();
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  try {
    const { type, name } = file;
    return { file: await link.upload({ type, name, bytes: watched() }, signal) };
  } catch (error) {
    if (failure !== null) return failure;
    if (!file.isRepeatable) return { error };
    throw error;
  }
}
