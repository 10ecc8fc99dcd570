import { createHash } from "node:crypto";

/** Passes chunks on and keeps count of them. */
export function measure(source: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }
  return {
    chunks: chunks(),
    /** To be asked once, after the last chunk. */
    result: () => ({ sizeBytes, sha256: hash.digest("hex") }),
  };
}
