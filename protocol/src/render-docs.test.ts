import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderProtocol } from "./render-docs.js";

const file = new URL("../../docs/PROTOCOL.md", import.meta.url);

it("docs/PROTOCOL.md says what the tables say (write it anew with `pnpm docs:write`)", () => {
  if (process.env.NATTER_WRITE_DOCS === "1") writeFileSync(file, renderProtocol());
  expect(readFileSync(file, "utf8")).toBe(renderProtocol());
});

it("every shape is written out, also where unknown fields are refused", () => {
  expect(renderProtocol()).not.toMatch(/\b(?:strict|loose)_object\b/u);
});
