import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Bot, type BotOptions } from "@natter/bot";
import type { History, Membership, Message, RequestPage } from "@natter/protocol";
import { callRest } from "../call-rest.js";
import { ServerProcess } from "../crash/server-process.js";

const instance = fileURLToPath(new URL("../../dist/killed/instance.js", import.meta.url));

/** A process that runs one instance of the bot, and the lines that it has written. */
export interface InstanceProcess {
  child: ChildProcess;
  lines: string[];
}

const silent = { info() {}, warn() {}, error() {} };

/** A server that is killed and started again, with one bot in this process and one person who uses REST. */
export class KilledHouse implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly #folder: string;
  readonly #key: string;
  readonly #adminKey: string;
  readonly #bots: Bot[] = [];
  readonly #instances: ChildProcess[] = [];
  #membership: Membership | null = null;
  #sent = 0;

  private constructor(server: ServerProcess, folder: string, key: string, adminKey: string) {
    this.server = server;
    this.#folder = folder;
    this.#key = key;
    this.#adminKey = adminKey;
  }

  static async open(): Promise<KilledHouse> {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-killed-"));
    const server = await ServerProcess.at(folder);
    const key = await server.addBot("bot");
    const adminKey = await server.addHistoryKey();
    server.start();
    await server.listening();
    return new KilledHouse(server, folder, key, adminKey);
  }

  async startBot(teach: (bot: Bot) => void, options: BotOptions = {}): Promise<Bot> {
    const { url } = this.server;
    const bot = new Bot({ ...options, url, key: this.#key, handleSignals: false, logger: silent });
    teach(bot);
    await bot.start();
    this.#bots.push(bot);
    return bot;
  }

  /** Starts an instance in a process of its own, which answers so long after it was asked. */
  spawnInstance(name: string, delayMs: number): InstanceProcess {
    const child = spawn(process.execPath, [instance, name, String(delayMs)], {
      env: { ...process.env, NATTER_URL: this.server.url, NATTER_BOT_KEY: this.#key },
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#instances.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => void lines.push(line));
    return { child, lines };
  }

  /** Kills the server with SIGKILL and starts it again on the same port and file. */
  async kill(): Promise<void> {
    await this.server.kill();
    this.server.start();
    await this.server.listening();
  }

  async enter(): Promise<Membership> {
    this.#membership = await callRest<Membership>(this.server, "/conversations", "", { bots: ["bot"] });
    return this.#membership;
  }

  /** Resolves once it is acknowledged. */
  async say(text: string): Promise<void> {
    const { conversation, token } = this.#person;
    this.#sent += 1;
    const message = { localId: `${this.#sent}`, text };
    await callRest(this.server, `/conversations/${conversation.id}/messages`, token, message);
  }

  /** What is in the thread, oldest first, without system messages. */
  async thread(): Promise<Exclude<Message, { type: "system" }>[]> {
    const { conversation, token } = this.#person;
    const page = await callRest<History>(this.server, `/conversations/${conversation.id}/messages`, token);
    return page.messages.filter((message) => message.type !== "system");
  }

  async texts(): Promise<string[]> {
    return (await this.thread()).map(({ text }) => text);
  }

  /** The bot's requests, oldest first. */
  async history(): Promise<RequestPage["requests"]> {
    const page = await callRest<RequestPage>(this.server, "/admin/requests", this.#adminKey);
    return page.requests.reverse();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#instances) child.kill("SIGKILL");
    await Promise.all(this.#bots.map((bot) => bot.stop({ graceMs: 0 })));
    await this.server.kill();
    await rm(this.#folder, { recursive: true });
  }

  get #person(): Membership {
    if (!this.#membership) throw new Error("nobody has entered yet");
    return this.#membership;
  }
}
