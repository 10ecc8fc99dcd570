import { existsSync } from "node:fs";
import path from "node:path";
import { parse } from "@natter/protocol";
import type * as v from "valibot";
import type { Field } from "./config/field.js";
import { type FieldName, fields } from "./config/fields.js";
import { findWidgetDirectory } from "./config/find-widget.js";
import { readConfigFile } from "./config/read-file.js";
import { secretFault } from "./config/secret-fault.js";
import { suggest } from "./config/suggest.js";

export { resolveSecret } from "./config/secret.js";

/** The server's settings, checked and frozen. `config/fields.ts` says what each means. */
export type Config = { readonly [Name in FieldName]: v.InferOutput<(typeof fields)[Name]["schema"]> };

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration has faults:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

interface LoadOptions {
  /** Default `process.env`. A variable that is set to nothing counts as unset. */
  env?: NodeJS.ProcessEnv;
  /** A `.json`, `.js` or `.mjs` file; default NATTER_CONFIG, and without that none. */
  file?: string | undefined;
  /** Hears of variables that mean nothing here. */
  warn?: (warning: string) => void;
}

/** Variables that others read: this file itself, bots beside the server, and the tests. */
const otherVariables = [
  "NATTER_CONFIG",
  "NATTER_URL",
  "NATTER_BOT_KEY",
  "NATTER_WEBHOOK_SECRET",
  "NATTER_CHROMIUM",
  "NATTER_REQUIRE_SERVICES",
];
/** Set by Kubernetes in every pod beside a service named "natter". */
const kubernetesVariable = /^NATTER_(SERVICE|PORT)_/u;

/** Reads the settings: variables first, then the file, then defaults. Rejects with `ConfigError`. */
export async function loadConfig({ env = process.env, file, warn }: LoadOptions = {}): Promise<Config> {
  const faults: string[] = [];
  const configFile = file ?? (env.NATTER_CONFIG || undefined);
  const settings = configFile === undefined ? {} : await readSettings(configFile, faults);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries<Field>(fields)) {
    const variable = field.alias && !env[field.variable] ? field.alias : field.variable;
    const text = env[variable];
    const inFile = settings[name];
    if (text) values[name] = check(field, field.fromText(text), text, variable, faults);
    else if (inFile !== undefined)
      values[name] = check(field, inFile, inFile, `${name} in ${configFile}`, faults);
    else values[name] = field.fallback;
  }
  for (const warning of unknownVariables(env)) warn?.(warning);
  if (env.NODE_ENV === "production" && typeof values.secret === "string") {
    const fault = secretFault(values.secret);
    if (fault !== null)
      faults.push(`NATTER_SECRET is not shown: ${fault}; make one with: openssl rand -base64 33`);
  }
  if (env.NODE_ENV === "production" && Array.isArray(values.origins) && values.origins.includes("*")) {
    faults.push(
      'NATTER_ORIGINS is "*", which lets every site in; in production, list the sites that embed the widget',
    );
  }
  if (typeof values.widgetDirectory === "string" && !existsSync(values.widgetDirectory)) {
    faults.push(
      `NATTER_WIDGET_DIRECTORY is "${values.widgetDirectory}": there is no such folder; leave it out where @natter/widget is installed`,
    );
  }
  if (faults.length > 0) throw new ConfigError(faults);
  values.widgetDirectory ??= findWidgetDirectory();
  // A value without a fault is what its field's schema gave.
  return Object.freeze(values) as Config;
}

async function readSettings(file: string, faults: string[]): Promise<Record<string, unknown>> {
  let settings: Record<string, unknown>;
  try {
    settings = await readConfigFile(file);
  } catch (error) {
    throw new ConfigError([(error as Error).message]);
  }
  const known = Object.keys(fields);
  for (const name of Object.keys(settings)) {
    if (!known.includes(name)) faults.push(`${name} in ${file} is no setting${didYouMean(name, known)}`);
  }
  // Paths in a file are meant from where the file is.
  for (const name of ["database", "files", "widgetDirectory"] satisfies FieldName[]) {
    const value = settings[name];
    if (typeof value === "string" && value !== "" && !value.includes("://")) {
      settings = { ...settings, [name]: path.resolve(path.dirname(file), value) };
    }
  }
  const { bots } = settings;
  if (Array.isArray(bots)) {
    settings = { ...settings, bots: bots.map((entry) => fromHere(entry, file)) };
  }
  return settings;
}

/** A module that begins with a dot is meant from where the file is. */
function fromHere(entry: unknown, file: string): unknown {
  if (typeof entry !== "object" || entry === null || !("module" in entry)) return entry;
  if (typeof entry.module !== "string" || !entry.module.startsWith(".")) return entry;
  return { ...entry, module: path.resolve(path.dirname(file), entry.module) };
}

function check(field: Field, value: unknown, received: unknown, source: string, faults: string[]): unknown {
  const result = parse(field.schema, value);
  if (result.ok) return result.value;
  for (const { message } of result.faults) faults.push(`${source} is ${show(received, field)}: ${message}`);
  return undefined;
}

function show(received: unknown, field: Field): string {
  if (field.isSecret) {
    return typeof received === "string" ? `not shown, ${received.length} characters` : "not shown";
  }
  // A URL may carry a password.
  const text = (JSON.stringify(received) ?? String(received)).replace(/:\/\/[^@/\s]*@/u, "://…@");
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = [...Object.values(fields).map((field) => field.variable), ...otherVariables];
  return Object.keys(env)
    .filter((name) => name.startsWith("NATTER_") && !known.includes(name) && !kubernetesVariable.test(name))
    .map((name) => `${name} is no setting and is ignored${didYouMean(name, known)}`);
}

function didYouMean(name: string, known: readonly string[]): string {
  const suggestion = suggest(name, known);
  return suggestion === null ? "" : `; did you mean ${suggestion}?`;
}
