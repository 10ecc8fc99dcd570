import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/** The valid golden message of that name, which every package is tested by; undefined where there is none. */
export function goldenExample(name: string): unknown {
  let file: string;
  try {
    file = resolve(`@natter/protocol/golden/${name}.json`);
  } catch {
    return undefined;
  }
  return (JSON.parse(readFileSync(file, "utf8")) as { valid: unknown }).valid;
}
