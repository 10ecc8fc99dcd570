import { setTimeout as wait } from "node:timers/promises";
import { BotProcess } from "./bot-process.js";
import { checkHistory } from "./check-history.js";
import { untilAnswered } from "./drain.js";
import type { ConversationHistory, History } from "./history.js";
import { Random } from "./random.js";
import { readDatabase } from "./read-database.js";
import { RestDoor } from "./rest-door.js";
import { ServerProcess } from "./server-process.js";
import { talk } from "./talk.js";
import { describeViolation } from "./violation.js";
import { Visitor } from "./visitor.js";

export interface StageOptions {
  seed: number;
  /** Where the database and the logs go. */
  folder: string;
  conversations: number;
  /** Average pause between two sends of one client. */
  pauseMs: number;
  /** Instances of bot alpha. Default 2. */
  instances?: number;
  /** What each bot answers to each message. Default 2. */
  repliesPerMessage?: number;
  /** Further environment of the server. */
  env?: Record<string, string>;
}

export interface Reckoning {
  history: History;
  /** Broken promises and whatever else should not have happened, in words. Empty is a pass. */
  failures: string[];
}

/** A server, bots in processes of their own, and conversations of two clients each. */
export class Stage implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly random: Random;
  bots: BotProcess[] = [];
  visitors: Visitor[] = [];
  #conversations: ConversationHistory[] = [];
  #tokens = new Map<string, string>();
  /** Reads the history of requests. */
  #adminKey = "";
  #isOver = false;
  #talks: Promise<void>[] = [];
  readonly #options: StageOptions;

  private constructor(server: ServerProcess, options: StageOptions) {
    this.server = server;
    this.random = new Random(options.seed);
    this.#options = options;
  }

  /** Some instances of bot alpha, one of bot beta; a conversation has either or both. */
  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(await ServerProcess.at(options.folder, options.env), options);
    try {
      const [alpha, beta] = [await stage.server.addBot("alpha"), await stage.server.addBot("beta")];
      stage.#adminKey = await stage.server.addHistoryKey();
      stage.server.start();
      await stage.server.listening();
      const { instances = 2 } = options;
      for (let n = 1; n <= instances; n += 1) stage.#startBot(`alpha-${n}`, alpha);
      stage.#startBot("beta-1", beta);
      for (let n = 0; n < options.conversations; n += 1) await stage.#openConversation(n);
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  startTalking(): void {
    const { pauseMs } = this.#options;
    for (const visitor of this.visitors) {
      const prefix = `${visitor.history.name}-`;
      const random = this.random.fork();
      this.#talks.push(talk(visitor, { prefix, random, window: 3, pauseMs, isOver: () => this.#isOver }));
    }
  }

  /** Resolves when a client has seen one more answer of a bot. */
  async untilNextAnswer(): Promise<void> {
    const before = this.#answersSeen;
    while (this.#answersSeen === before) await wait(20);
  }

  get #answersSeen(): number {
    const bots = new Set(
      this.#conversations.flatMap((conversation) => conversation.bots.map((bot) => bot.participantId)),
    );
    return this.visitors.reduce(
      (sum, { follower }) =>
        sum + follower.walk.filter(({ senderId }) => senderId !== null && bots.has(senderId)).length,
      0,
    );
  }

  /** Ends the talking, waits until everything is answered, stops the server and compares all accounts. */
  async reckon(): Promise<Reckoning> {
    this.#isOver = true;
    const rest = new RestDoor(this.server.url);
    const countOpenRequests = () => rest.countOpenRequests(this.#adminKey);
    const failures = await untilAnswered(this.#talks, this.visitors, this.#conversations, countOpenRequests);
    for (const conversation of this.#conversations) {
      const token = this.#tokens.get(conversation.id) ?? "";
      Object.assign(conversation, await rest.readFeed(token, conversation.id));
    }
    failures.push(...this.server.unasked, ...this.bots.flatMap((bot) => bot.ended ?? []));
    if (this.bots.some((bot) => bot.zombies.has("stored"))) failures.push("a zombie's write was stored");
    for (const visitor of this.visitors) visitor.close();
    const { code } = await this.server.stop();
    if (code !== 0) failures.push(`the server ended with ${code} on SIGTERM`);
    const history: History = {
      conversations: this.#conversations,
      clients: this.visitors.map((visitor) => visitor.history),
      ...(await readDatabase(this.server.database)),
    };
    return { history, failures: [...failures, ...checkHistory(history).map(describeViolation)] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const visitor of this.visitors) visitor.close();
    await Promise.all([this.server.kill(), ...this.bots.map((bot) => bot.kill())]);
  }

  get #repliesPerMessage(): number {
    return this.#options.repliesPerMessage ?? 2;
  }

  #startBot(name: string, key: string): void {
    const { folder } = this.#options;
    const seed = this.random.between(1, 1_000_000);
    const bot = new BotProcess({
      url: this.server.url,
      key,
      replies: this.#repliesPerMessage,
      folder,
      name,
      seed,
    });
    bot.start();
    this.bots.push(bot);
  }

  async #openConversation(n: number): Promise<void> {
    const bots = [["alpha", "beta"], ["alpha"], ["beta"]][n % 3] ?? [];
    const made = await new RestDoor(this.server.url).create({ nickname: `visitor ${n}`, bots });
    const { conversation, participant, token } = made;
    this.#tokens.set(conversation.id, token);
    this.#conversations.push({
      id: conversation.id,
      bots: made.participants
        .filter(({ kind }) => kind === "bot")
        .map(({ id, botName }) => ({
          name: botName ?? "",
          participantId: id,
          repliesPerMessage: this.#repliesPerMessage,
        })),
      feed: [],
      head: 0,
    });
    for (const tab of ["a", "b"]) {
      this.visitors.push(
        new Visitor({
          url: this.server.url,
          name: `c${n}${tab}`,
          token,
          conversationId: conversation.id,
          senderId: participant.id,
          random: this.random.fork(),
        }),
      );
    }
  }
}
