import { expect, test } from "vitest";
import { createLocalId } from "./create-local-id.js";

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

test("a localId is a random UUID", () => {
  expect(createLocalId()).toMatch(uuid);
  expect(createLocalId()).not.toBe(createLocalId());
});

test("a localId is a random UUID where a page without TLS lacks randomUUID", () => {
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  expect(createLocalId(insecure)).toMatch(uuid);
  expect(createLocalId(insecure)).not.toBe(createLocalId(insecure));
});
