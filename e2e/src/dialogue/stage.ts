import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Bot, type RequestSource } from "@natter/bot";
import type { History, Membership, RequestPage } from "@natter/protocol";
import {
  issueAdminKey,
  loadConfig,
  type RunningServer,
  registerBot,
  type StartOptions,
  startServer,
} from "@natter/server";
import { callRest } from "../call-rest.js";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const log: NonNullable<StartOptions["log"]> = { ...silent, child: () => log };

export interface Guest {
  conversationId: string;
  token: string;
  say(text: string): Promise<void>;
  /** What is in the thread, oldest first. */
  texts(): Promise<string[]>;
}

/** A server on one database file that can be stopped and started again, with bots and people who use REST. */
export class Stage implements AsyncDisposable {
  readonly #folder: string;
  readonly #bots: Bot[] = [];
  #server: RunningServer | null = null;
  #adminKey = "";

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Stage> {
    const stage = new Stage(await mkdtemp(path.join(tmpdir(), "natter-dialogue-")));
    await stage.startServer();
    const { key } = await issueAdminKey(stage.server.store, { name: "test", scopes: ["requests:read"] });
    stage.#adminKey = key;
    return stage;
  }

  get server(): RunningServer {
    if (!this.#server) throw new Error("the server is stopped");
    return this.#server;
  }

  async startServer(): Promise<void> {
    const env = {
      NATTER_DATABASE: path.join(this.#folder, "natter.sqlite"),
      NATTER_PORT: "0",
      NATTER_RATE_LIMITS: "off",
    };
    this.#server = await startServer(await loadConfig({ env }), { log });
  }

  async stopServer(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  async addBot(name: string): Promise<string> {
    return (await registerBot(this.server.store, { name })).key.key;
  }

  async startBot(key: string, teach: (bot: Bot) => void, source?: RequestSource): Promise<Bot> {
    const bot = new Bot({ url: this.server.url, key, handleSignals: false, logger: silent, source });
    teach(bot);
    await bot.start();
    this.#bots.push(bot);
    return bot;
  }

  async guest(bot: string): Promise<Guest> {
    const made = await callRest<Membership>(this.server, "/conversations", "", {
      bots: [bot],
      nickname: "Ann",
    });
    const { token } = made;
    const messages = `/conversations/${made.conversation.id}/messages`;
    let count = 0;
    return {
      conversationId: made.conversation.id,
      token,
      say: async (text) => {
        await callRest(this.server, messages, token, { localId: `${++count}`, text });
      },
      texts: async () => {
        const page = await callRest<History>(this.server, messages, token);
        return page.messages.flatMap((message) => (message.type === "system" ? [] : [message.text]));
      },
    };
  }

  async history(): Promise<RequestPage["requests"]> {
    const page = await callRest<RequestPage>(this.server, "/admin/requests", this.#adminKey);
    return page.requests.reverse();
  }

  async statuses(): Promise<string[]> {
    return (await this.history()).map(({ status }) => status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#bots.map((bot) => bot.stop({ graceMs: 0 })));
    await this.stopServer();
    await rm(this.#folder, { recursive: true });
  }
}
