import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Field } from "./field.js";
import { fields } from "./fields.js";

const file = new URL("../../../docs/SERVER.md", import.meta.url);
const section = /(?<=<!-- settings -->\n)[\s\S]*(?=<!-- end of settings -->)/u;

function table(): string {
  const rows = Object.entries<Field>(fields).map(([name, { variable, about, fallback }]) => {
    const isNothing = fallback === null || (Array.isArray(fallback) && fallback.length === 0);
    const shown = isNothing ? "" : `\`${Array.isArray(fallback) ? fallback.join(",") : fallback}\``;
    return `| \`${variable}\` | \`${name}\` | ${shown} | ${about} |`;
  });
  return `| variable | in a file | default | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

it("docs/SERVER.md lists every setting as it is (write it anew with `pnpm docs:write`)", () => {
  const text = readFileSync(file, "utf8");
  if (process.env.NATTER_WRITE_DOCS === "1") writeFileSync(file, text.replace(section, table()));
  expect(section.exec(readFileSync(file, "utf8"))?.[0]).toBe(table());
});
