import type { TextStream } from "./stream.js";
import { untilAborted } from "./until-aborted.js";

/** The pieces of a stream. Ends as soon as the signal aborts, also between two pieces, and lets the source know. */
export async function* iterate(source: TextStream, signal: AbortSignal): AsyncGenerator<string> {
  // Node's ReadableStream is async iterable; the type of the web's is not.
  const iterator = (source as AsyncIterable<string>)[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (true) {
      const next = await untilAborted(iterator.next(), signal);
      isOver = next.done === true;
      if (isOver) return;
      yield String(next.value);
    }
  } finally {
    // Not awaited: a generator that hangs would hold up the end of the attempt with it.
    if (!isOver) iterator.return?.().catch(() => {});
  }
}
