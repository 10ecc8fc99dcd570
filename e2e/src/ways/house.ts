import type { Bot, BotOptions } from "@natter/bot";
import type { Message } from "@natter/protocol";

/** Makes the bot under test; the options say what the way needs. */
export type MakeBot = (options: BotOptions) => Bot;

/** A running bot, and people who talk to it. */
export interface House extends AsyncDisposable {
  converse(nickname?: string): Promise<Conversation>;
}

export interface Conversation {
  say(text: string, quotedMessageId?: string): Promise<void>;
  thread(): Promise<Message[]>;
}

export interface HouseSettings {
  /** How long the bot may work on one request. */
  requestTimeoutMs: number;
}

/** One of the ways in which a bot runs. */
export interface Way {
  name: string;
  open(make: MakeBot, settings: HouseSettings): Promise<House>;
}

export const silence = { info() {}, warn() {}, error() {} };
