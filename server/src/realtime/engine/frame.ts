/** One WebSocket frame from a server (RFC 6455, section 5.2: final, unmasked): text of a string, binary of bytes. */
export function frameOf(data: string | Buffer): Buffer {
  const length = typeof data === "string" ? Buffer.byteLength(data) : data.length;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = typeof data === "string" ? 0x81 : 0x82;
  if (headBytes === 2) {
    frame[1] = length;
  } else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof data === "string") frame.write(data, headBytes);
  else data.copy(frame, headBytes);
  return frame;
}
