import { BotSettings, parse } from "@natter/protocol";
import type { Command } from "commander";
import { originPatternFault } from "../origins.js";
import { CliError } from "./io.js";

/** The options as Commander gives them. */
export interface SettingOptions {
  title?: string;
  assistantName?: string;
  welcome?: string;
  prompt?: string[];
  placeholder?: string;
  logo?: string;
  background?: string;
  info?: string;
  accent?: string;
  origin?: string[];
  attachments?: boolean;
  voice?: boolean;
}

const collect = (value: string, before: string[] = []) => [...before, value];

/** The options by which a command sets what the widget shows of a bot. */
export function settingOptions(command: Command): Command {
  return command
    .option("--title <text>", "the panel's title")
    .option("--assistant-name <text>", "what the bot is called in the thread")
    .option("--welcome <text>", "what an empty thread says")
    .option("--prompt <text>", "an example question; repeat it for more", collect)
    .option("--placeholder <text>", "what the empty composer says")
    .option("--logo <url>", "an https:// address, or a path of this server")
    .option("--background <url>", "an https:// address, or a path of this server")
    .option("--info <url>", "where to read more about the bot")
    .option("--accent <colour>", "a CSS colour")
    .option("--origin <origin>", "a site that may talk with the bot; repeat it for more; none: all", collect)
    .option("--no-attachments", "offer no attachments")
    .option("--no-voice", "offer no voice messages");
}

/** The settings with what the options change; an empty text takes a setting away. Throws `CliError` for a bad one. */
export function changedSettings(before: BotSettings, options: SettingOptions): BotSettings {
  const asked = {
    title: options.title,
    assistantName: options.assistantName,
    welcome: options.welcome,
    prompts: options.prompt,
    placeholder: options.placeholder,
    logoUrl: options.logo,
    backgroundUrl: options.background,
    infoUrl: options.info,
    accent: options.accent,
    origins: options.origin,
    // Commander says true where nothing was said.
    attachments: options.attachments === false ? false : undefined,
    voice: options.voice === false ? false : undefined,
  };
  const settings: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    const isEmpty = value === "" || (Array.isArray(value) && value.every((item) => item === ""));
    if (isEmpty) delete settings[name];
    else settings[name] = value;
  }
  const read = parse(BotSettings, settings);
  const faults = read.ok ? [] : read.faults.map(({ field, message }) => `${asOption(field)} ${message}`);
  for (const origin of (read.ok && read.value.origins) || []) {
    const fault = originPatternFault(origin);
    if (fault !== null) faults.push(fault);
  }
  if (!read.ok || faults.length > 0) throw new CliError(faults.join("; "));
  return read.value;
}

/** A field under the name that the command line has for it: `prompts.0` is one of `--prompt`. */
function asOption(field: string): string {
  const [name = ""] = field.split(".");
  return optionsOf[name] ?? field;
}

const optionsOf: Record<string, string> = {
  title: "--title",
  assistantName: "--assistant-name",
  welcome: "--welcome",
  prompts: "--prompt",
  placeholder: "--placeholder",
  logoUrl: "--logo",
  backgroundUrl: "--background",
  infoUrl: "--info",
  accent: "--accent",
};
