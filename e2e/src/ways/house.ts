import type { Bot, BotOptions, Manager } from "@natter/bot";
import type { Message } from "@natter/protocol";

/** Makes the bot under test; the options say what the way needs. */
export type MakeBot = (options: BotOptions) => Bot;

/** Makes a manager that runs beside the bot, in the same way. */
export type MakeManager = (options: BotOptions) => Manager;

/** A running bot, and people who talk to it. */
export interface House extends AsyncDisposable {
  converse(nickname?: string): Promise<Conversation>;
}

export interface Conversation {
  say(text: string, quotedMessageId?: string): Promise<void>;
  send(file: File): Promise<void>;
  /** The bytes at the address of a file in the thread. */
  read(url: string): Promise<Buffer>;
  thread(): Promise<Message[]>;
  end(): Promise<void>;
}

export interface HouseSettings {
  /** How long the bot may work on one request. */
  requestTimeoutMs: number;
  /** Default: none. */
  makeManager?: MakeManager;
}

/** One of the ways in which a bot runs. */
export interface Way {
  name: string;
  open(make: MakeBot, settings: HouseSettings): Promise<House>;
}

export const silence = { info() {}, warn() {}, error() {} };
