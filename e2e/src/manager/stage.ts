import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandPage, HeldPage, History, Membership, Message, RequestPage } from "@natter/protocol";
import {
  issueAdminKey,
  loadConfig,
  type RunningServer,
  registerBot,
  type StartOptions,
  startServer,
} from "@natter/server";
import { callRest } from "../call-rest.js";
import { run } from "../ways/run-process.js";
import { ExampleProcess } from "./example-process.js";

const natter = fileURLToPath(new URL("../../../server/dist/main.js", import.meta.url));
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const log: NonNullable<StartOptions["log"]> = { ...silent, child: () => log };

export interface Guest {
  conversationId: string;
  say(text: string): Promise<void>;
  /** Picks an option of the last message that offers it. */
  pick(option: string): Promise<void>;
  /** What the guest sees, oldest first, without system messages. */
  sees(): Promise<Exclude<Message, { type: "system" }>[]>;
  texts(): Promise<string[]>;
}

/** The real server with example bots as programs of their own, guests, and an operator at the REST door. */
export class Stage implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: RunningServer;
  readonly #operatorKey: string;
  readonly #processes: ExampleProcess[] = [];

  private constructor(folder: string, server: RunningServer, operatorKey: string) {
    this.#folder = folder;
    this.#server = server;
    this.#operatorKey = operatorKey;
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-manager-"));
    const env = {
      NATTER_DATABASE: path.join(folder, "natter.sqlite"),
      NATTER_PORT: "0",
      NATTER_RATE_LIMITS: "off",
    };
    const server = await startServer(await loadConfig({ env }), { log });
    const scopes = ["messages:moderate", "requests:read"] as const;
    const { key } = await issueAdminKey(server.store, { name: "desk", scopes: [...scopes] });
    return new Stage(folder, server, key);
  }

  get url(): string {
    return this.#server.url;
  }

  /** Returns its key. */
  async addBot(name: string): Promise<string> {
    return (await registerBot(this.#server.store, { name })).key.key;
  }

  /** Adds a manager as a reader of the guide does. Returns its key. */
  async addManager(): Promise<string> {
    const env = { NATTER_DATABASE: path.join(this.#folder, "natter.sqlite") };
    const command = [natter, "bots", "add", "boss", "--manager", "--json"];
    const { code, out, err } = await run(process.execPath, command, { env });
    if (code !== 0) throw new Error(err);
    return JSON.parse(out).key;
  }

  /** Starts the example of that name as the bot of that name. */
  async bot(name: string): Promise<void> {
    await this.#start(name, await this.addBot(name));
  }

  /** Starts an example as the server's manager. */
  async manager(
    example: string,
    env: Record<string, string> = {},
  ): Promise<{ process: ExampleProcess; key: string }> {
    const key = await this.addManager();
    return { process: await this.#start(example, key, env), key };
  }

  /** Starts an example once more, with a key that there is. */
  restart(example: string, key: string): Promise<ExampleProcess> {
    return this.#start(example, key);
  }

  async guest(...bots: string[]): Promise<Guest> {
    const joined = await callRest<Membership>(this.#server, "/conversations", "", { bots, nickname: "Ann" });
    const { token, conversation } = joined;
    const address = `/conversations/${conversation.id}/messages`;
    let count = 0;
    const send = (text: string, quotedMessageId: string | null) =>
      callRest(this.#server, address, token, { localId: `${++count}`, text, quotedMessageId });
    const sees = async () => {
      const { messages } = await callRest<History>(this.#server, `${address}?limit=200`, token);
      return messages.filter((message) => message.type !== "system");
    };
    return {
      conversationId: conversation.id,
      sees,
      texts: async () => (await sees()).map(({ text }) => text),
      async say(text) {
        await send(text, null);
      },
      async pick(option) {
        const offer = (await sees()).findLast(({ options }) => options.some(({ text }) => text === option));
        if (!offer) throw new Error(`nothing offers "${option}"`);
        await send(option, offer.id);
      },
    };
  }

  /** Gives a command as a person with a key. Resolves to the message, and to whether it was new. */
  async command(body: object): Promise<Message> {
    const { message } = await callRest<{ message: Message }>(
      this.#server,
      "/admin/commands",
      this.#operatorKey,
      body,
    );
    return message;
  }

  async held(): Promise<HeldPage["held"]> {
    return (await callRest<HeldPage>(this.#server, "/admin/held", this.#operatorKey)).held;
  }

  /** What was commanded in a conversation, oldest first. */
  async commands({ conversationId }: Guest): Promise<CommandPage["commands"]> {
    const address = `/admin/commands?conversation=${conversationId}&limit=200`;
    return (await callRest<CommandPage>(this.#server, address, this.#operatorKey)).commands.reverse();
  }

  /** The texts that a bot was asked about. */
  async askedOf(bot: string): Promise<string[]> {
    const page = await callRest<RequestPage>(this.#server, `/admin/requests?bot=${bot}`, this.#operatorKey);
    return page.requests
      .reverse()
      .flatMap(({ request: { message } }) => (message.type === "system" ? [] : [message.text]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.kill()));
    await this.#server.close();
    await rm(this.#folder, { recursive: true });
  }

  async #start(example: string, key: string, env: Record<string, string> = {}): Promise<ExampleProcess> {
    const started = await ExampleProcess.start(example, {
      NATTER_URL: this.#server.url,
      NATTER_BOT_KEY: key,
      ...env,
    });
    this.#processes.push(started);
    return started;
  }
}
