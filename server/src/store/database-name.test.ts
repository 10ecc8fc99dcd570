import { expect, test } from "vitest";
import { shownDatabase } from "./database-name.js";

test("a database is shown by its whole path, or its address without what may be secret in it", () => {
  expect(shownDatabase("/data/natter.sqlite")).toBe("/data/natter.sqlite");
  expect(shownDatabase("natter.sqlite")).toBe(`${process.cwd()}/natter.sqlite`);
  const url = "postgres://natter:hunter2@db.example.com:5432/chat?sslkey=secret";
  expect(shownDatabase(url)).toBe("postgres://db.example.com:5432/chat");
  expect(shownDatabase("postgres://nonsense:port")).toBe("PostgreSQL");
});
