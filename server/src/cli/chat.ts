import path from "node:path";
import { createInterface } from "node:readline";
import type { TextMessage } from "@natter/protocol";
import { Command } from "commander";
import { loadBot } from "../bots/embedded/load-bot.js";
import { type Engine, openEngine } from "../engine/open-engine.js";
import { CliError, type CliIo } from "./io.js";

interface ChatOptions {
  export?: string;
  options?: string;
  name: string;
  json?: true;
}

export function chatCommand(io: CliIo): Command {
  return new Command("chat")
    .description(
      "Talk to a bot in this terminal, without a server. Each line is a message; a number picks an option.",
    )
    .argument(
      "<module>",
      "the .js or .mjs file (.ts from Node.js 22.18 on) that exports the bot, not started",
    )
    .option("--export <name>", "what it exports the bot as", "default")
    .option("--options <json>", "given to the export where that is a function")
    .option("--name <nickname>", "your nickname", "you")
    .option("--json", "write one JSON object for each message of the bot")
    .action((module: string, options: ChatOptions) => chat(io, module, options));
}

async function chat(io: CliIo, module: string, options: ChatOptions): Promise<void> {
  if (!io.input) throw new CliError("There is no standard input to read messages from");
  const bot = await loadBot({
    module: path.resolve(module),
    ...(options.export !== undefined && { export: options.export }),
    ...(options.options !== undefined && { options: readJson(options.options) }),
  }).catch((error: Error) => {
    throw new CliError(error.message);
  });
  const report = (message: string, details: { error?: unknown } = {}) =>
    io.err(`natter: ${message}${details.error === undefined ? "" : `: ${String(details.error)}`}\n`);
  const engine = openEngine({ onFault: (error) => report("the engine failed", { error }) });
  try {
    const botName = path.basename(module, path.extname(module));
    const host = await engine.addBot(botName);
    await bot.start({ host, logger: { info: () => {}, warn: report, error: report } });
    await Promise.race([talk(io, engine, botName, options), io.stopped()]);
    await bot.stop({ graceMs: 1000 });
  } finally {
    await engine.close();
  }
}

/** Until the input ends and everything is answered. */
async function talk(io: CliIo, engine: Engine, botName: string, { name, json }: ChatOptions): Promise<void> {
  const joined = await engine.createConversation({ nickname: name, bots: [botName] });
  const { conversation, participant } = joined;
  let cursor = 0;
  let offer: TextMessage | undefined;
  const show = () => {
    const { head, changes } = engine.changes(conversation.id, cursor);
    cursor = head;
    for (const message of changes) {
      if (message.type !== "text" || message.senderId === participant.id) continue;
      if (message.options.length > 0) offer = message;
      io.out(json ? `${JSON.stringify(message)}\n` : written(botName, message));
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

function written(botName: string, { text, options }: TextMessage): string {
  const lines = options.map((option, index) => `  ${index + 1}) ${option.text}\n`);
  return `${botName}: ${text}\n${lines.join("")}`;
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
