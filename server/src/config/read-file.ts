import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The settings object of a configuration file: a `.json` file, or an ES module (`.js`, `.mjs`) whose default
 * export it is. Rejects with a message that names the file and the remedy.
 */
export async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  const value = path.extname(file) === ".json" ? await readJson(file) : await readModule(file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${file} must hold one object of settings, such as {"port": 8080}`);
  }
  return value as Record<string, unknown>;
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message may quote the text, and the text may hold the secret.
    throw new Error(`${file} is not valid JSON`, { cause: error });
  }
}

async function readModule(file: string): Promise<unknown> {
  if (![".js", ".mjs"].includes(path.extname(file))) {
    throw new Error(`${file} must end in .json, .js or .mjs`);
  }
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    throw new Error(`${file} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
  if (module.default === undefined) {
    throw new Error(`${file} must export its settings: export default { port: 8080 }`);
  }
  return module.default;
}
