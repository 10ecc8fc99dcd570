import type { botCalls } from "./bot-socket.js";
import type { Answer } from "./errors.js";
import type { BotFile, FileMessageType } from "./message.js";
import type { BotCalls, BotEvents, CallReply } from "./socket-maps.js";

/**
 * A server in the same process, as a bot sees it: the tables of namespace `/bots` without a socket. The server
 * gives one to every embedded bot; neither side imports the other.
 */
export interface BotHost {
  /** A connection is an instance of the bot. `hello` is its first call, as over a socket. */
  connect(listener: BotHostListener): BotHostConnection;
  /** As `POST /bots/files`: keeps a file for one `send` effect. Reads `bytes` at its own pace. Never rejects. */
  upload(file: BotHostUpload): Promise<Answer<BotFile>>;
  /** As `GET /files/:key`, by the address that stands in a message. Never rejects; reading may. */
  open(url: string): Promise<Answer<AsyncIterable<Uint8Array>>>;
}

export interface BotHostUpload {
  type: FileMessageType;
  /** As people see it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

export interface BotHostListener {
  event<Name extends keyof BotEvents>(name: Name, payload: Parameters<BotEvents[Name]>[0]): void;
  /** The server has ended the connection: nothing comes any more, and calls are refused. */
  closed(): void;
}

export interface BotHostConnection {
  /** Always answered, never rejects. */
  call<Name extends keyof BotCalls>(
    name: Name,
    input: Parameters<BotCalls[Name]>[0],
  ): Promise<Answer<CallReply<typeof botCalls, Name>>>;
  /** What the instance held is given to another one at once. `closed` is not called. */
  close(): void;
}
