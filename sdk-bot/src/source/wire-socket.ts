import type { Answer, BotCalls, BotEvents, BotHandshake } from "@natter/protocol";
import { Manager, type Socket } from "socket.io-client";
import { fromWire, NatterBotError } from "../errors.js";
import { type Input, protocolVersion, type Reply } from "../wire.js";

export type BotSocket = Socket<BotEvents, BotCalls>;

/** A socket that is not connected yet and lives once: coming back is a new socket, with no leftovers in buffers. */
export function wireSocket(url: string, key: string): BotSocket {
  const handshake: BotHandshake = { key, protocol: protocolVersion };
  const manager = new Manager(url, { transports: ["websocket"], reconnection: false, autoConnect: false });
  return manager.socket("/bots", { auth: handshake });
}

/** One try of one call. Rejects with what the server answered, or with `ack_timeout`, which is retryable. */
export async function call<Name extends keyof BotCalls>(
  socket: BotSocket,
  name: Name,
  input: Input<Name>,
  ackTimeoutMs: number,
): Promise<Reply<Name>> {
  // Checked first, because Socket.IO would keep the frame, and a timer with it, for a connection that never comes.
  if (!socket.connected) throw connectionLost();
  const answer = await acknowledged(socket, name, input, ackTimeoutMs);
  if (!answer.ok) throw fromWire(answer.error);
  return answer.data;
}

function acknowledged<Name extends keyof BotCalls>(
  socket: BotSocket,
  name: Name,
  input: Input<Name>,
  ackTimeoutMs: number,
): Promise<Answer<Reply<Name>>> {
  return new Promise((resolve, reject) => {
    // Socket.IO's types cannot relate a call's name, as a type parameter, to its arguments.
    const timed = socket.timeout(ackTimeoutMs) as unknown as {
      emit(
        name: Name,
        input: Input<Name>,
        onAnswer: (error: Error | null, answer: Answer<Reply<Name>>) => void,
      ): void;
    };
    timed.emit(name, input, (error, answer) => {
      if (!error) resolve(answer);
      else if (!socket.connected) reject(connectionLost(error));
      else reject(unanswered(name, ackTimeoutMs, error));
    });
  });
}

function unanswered(name: string, ackTimeoutMs: number, cause: Error): NatterBotError {
  const what = `"${name}" was not answered within ${ackTimeoutMs} ms`;
  return new NatterBotError("ack_timeout", what, { cause, isRetryable: true });
}

function connectionLost(cause?: Error): NatterBotError {
  return new NatterBotError("unreachable", "the connection was lost", { remedy: "", cause });
}
