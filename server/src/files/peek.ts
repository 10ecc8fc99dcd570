/** The first bytes of a stream, at most `maxBytes`, and the whole of it, those included. */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ head: Buffer; all: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < maxBytes) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    size += value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first.splice(0);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first).subarray(0, maxBytes), all: all() };
}
