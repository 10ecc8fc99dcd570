import { expect, test } from "vitest";

test("importing the package on a server defines nothing and fails at nothing [F231]", async () => {
  expect(globalThis).not.toHaveProperty("customElements");
  const { NatterChat } = await import("./index.js");
  expect(NatterChat).toBeTypeOf("function");
});
