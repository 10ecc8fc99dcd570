import path from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { type EmbeddableBot, loadBot } from "../bots/embedded/load-bot.js";
import type { Engine } from "../engine/open-engine.js";
import { ChatPrinter, type Said } from "./chat-printer.js";
import { CliError, type CliIo } from "./io.js";

interface ChatOptions {
  manager?: string;
  export?: string;
  options?: string;
  name: string;
  json?: true;
}

export function chatCommand(io: CliIo): Command {
  return new Command("chat")
    .description(
      "Talk to bots in this terminal, without a server. Each line is a message; a number picks an option.",
    )
    .argument(
      "<modules...>",
      "the .js or .mjs files (.ts from Node.js 22.18 on) that export the bots, not started",
    )
    .option(
      "--manager <module>",
      "the file whose default export is a manager; what it holds or rejects is not shown",
    )
    .option("--export <name>", "what they export the bots as", "default")
    .option("--options <json>", "given to the export where that is a function")
    .option("--name <nickname>", "your nickname", "you")
    .option("--json", "write one JSON object for each message of a bot")
    .action((modules: string[], options: ChatOptions) => chat(io, modules, options));
}

async function chat(io: CliIo, modules: string[], options: ChatOptions): Promise<void> {
  if (!io.input) throw new CliError("There is no standard input to read messages from");
  const team = await loadTeam(modules, options).catch((error: Error) => {
    throw new CliError(error.message);
  });
  const told = new Set<string>();
  const report = (message: string, { error }: { error?: unknown } = {}) => {
    const stack = error instanceof Error ? error.stack : undefined;
    // Where it was thrown helps once, not with every attempt.
    const shown = stack !== undefined && !told.has(stack) ? stack : String(error);
    told.add(stack ?? "");
    io.err(`natter: ${message}${error === undefined ? "" : `: ${shown}`}\n`);
  };
  // The other commands do without it.
  const { openEngine } = await import("../engine/open-engine.js");
  let grew: ChatPrinter["grew"] = () => {};
  const engine = openEngine({
    onDelta: (_, delta) => grew(delta),
    onFault: (error) => report("the engine failed", { error }),
  });
  try {
    const logger = { info: () => {}, warn: report, error: report };
    for (const { name, bot, isManager } of team) {
      await bot.start({ host: await engine.addBot(name, { isManager }), logger });
    }
    const botNames = team.filter(({ isManager }) => !isManager).map(({ name }) => name);
    const onPrinter = (printer: ChatPrinter) => {
      grew = (delta) => printer.grew(delta);
    };
    await Promise.race([talk(io, engine, botNames, options, onPrinter), io.stopped()]);
    for (const { bot } of team) await bot.stop({ graceMs: 1000 });
  } finally {
    await engine.close();
  }
}

interface Member {
  /** As the terminal calls it. */
  name: string;
  bot: EmbeddableBot;
  isManager: boolean;
}

/** The bots, and after them their manager. Rejects with what is wrong with a file. */
async function loadTeam(modules: readonly string[], options: ChatOptions): Promise<Member[]> {
  const team: Member[] = [];
  for (const module of modules) {
    const bot = await loadBot({
      module: path.resolve(module),
      ...(options.export !== undefined && { export: options.export }),
      ...(options.options !== undefined && { options: readJson(options.options) }),
    });
    team.push({ name: nameIn(module), bot, isManager: false });
  }
  if (options.manager !== undefined) {
    const bot = await loadBot({ module: path.resolve(options.manager) });
    team.push({ name: nameIn(options.manager), bot, isManager: true });
  }
  const twice = team.find(({ name }, index) => team.findIndex((other) => other.name === name) < index);
  if (twice)
    throw new Error(
      `two of the files are called "${twice.name}"; rename one, since bots are told apart by it`,
    );
  return team;
}

const nameIn = (module: string) => path.basename(module, path.extname(module));

/** Until the input ends and everything is answered. */
async function talk(
  io: CliIo,
  engine: Engine,
  bots: string[],
  { name, json }: ChatOptions,
  onPrinter: (printer: ChatPrinter) => void,
): Promise<void> {
  if (io.input && "isTTY" in io.input && io.input.isTTY) {
    io.err(`You are talking to ${bots.join(", ")}. A number picks an option; Ctrl+D ends.\n`);
  }
  const joined = await engine.createConversation({ nickname: name, bots });
  const { conversation, participant, participants } = joined;
  const nameOf = (senderId: string) => participants.find(({ id }) => id === senderId)?.nickname ?? senderId;
  const printer = new ChatPrinter({ out: io.out, isJson: json === true, nameOf });
  onPrinter(printer);
  let cursor = 0;
  let offer: Said | undefined;
  const show = () => {
    const { head, changes } = engine.changes(conversation.id, cursor);
    cursor = head;
    for (const message of changes) {
      if (message.type === "system" || message.senderId === participant.id) continue;
      if (message.options.length > 0) offer = message;
      printer.said(message);
    }
  };
  const stop = engine.onCommit(show);
  await answered(engine);
  if (!io.input) return;
  let sent = 0;
  for await (const line of createInterface({ input: io.input })) {
    const text = line.trim();
    if (text === "") continue;
    const option = /^\d{1,2}$/u.test(text) ? offer?.options[Number(text) - 1] : undefined;
    sent += 1;
    await engine
      .sendMessage(joined, {
        localId: `line-${sent}`,
        text: option?.text ?? text,
        quotedMessageId: option && offer ? offer.id : null,
      })
      .catch((error: Error) => io.err(`natter: ${error.message}\n`));
    await answered(engine);
  }
  stop();
}

/** Resolves when the bot has answered everything, so that what comes next stands below. */
function answered(engine: Engine): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const { running, pending } = engine.workload();
      if (running + pending > 0) return;
      stop();
      resolve();
    };
    const stop = engine.onCommit(look);
    look();
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`--options ${text} is not JSON; write it like --options '{"greeting": "Hello"}'`);
  }
}
