import fc from "fast-check";
import { expect, test } from "vitest";
import { createOriginPolicy, localOrigins, originPatternFault } from "./origins.js";

test("an exact origin allows itself and nothing that looks like it [F105]", () => {
  const { allows } = createOriginPolicy(["https://www.example.com"]);
  expect(allows("https://www.example.com")).toBe(true);
  for (const origin of [
    "http://www.example.com",
    "https://www.example.com:8443",
    "https://example.com",
    "https://a.www.example.com",
    "https://www.example.com.evil.test",
    "https://wwwXexample.com",
    "https://evil.test/https://www.example.com",
    "https://evil.test@www.example.com",
    "https://www.example.com/path",
    "null",
    "",
    "www.example.com",
    "file://",
  ]) {
    expect(allows(origin), origin).toBe(false);
  }
});

test("a wildcard allows subdomains of any depth, but not the domain and not its neighbours [F105]", () => {
  const { allows } = createOriginPolicy(["https://*.example.com"]);
  expect(allows("https://a.example.com")).toBe(true);
  expect(allows("https://a.b.example.com")).toBe(true);
  expect(allows("https://example.com")).toBe(false);
  expect(allows("https://evilexample.com")).toBe(false);
  expect(allows("http://a.example.com")).toBe(false);
});

test("by default every port of one's own machine is allowed, and nobody else", () => {
  const { allows } = createOriginPolicy(localOrigins);
  expect(allows("http://localhost")).toBe(true);
  expect(allows("http://localhost:5173")).toBe(true);
  expect(allows("http://127.0.0.1:8080")).toBe(true);
  expect(allows("http://localhost.evil.test")).toBe(false);
  expect(allows("http://192.168.0.1:8080")).toBe(false);
});

test("the server's own origin is always allowed, and what no browser sent", () => {
  const { allows } = createOriginPolicy([]);
  expect(allows("https://chat.example.com", "chat.example.com")).toBe(true);
  expect(allows("http://localhost:8080", "localhost:8080")).toBe(true);
  expect(allows("https://evil.test", "chat.example.com")).toBe(false);
  expect(allows(undefined, "chat.example.com")).toBe(true);
});

test("only a star lets the opaque origin in", () => {
  expect(createOriginPolicy(["*"]).allows("null")).toBe(true);
  expect(createOriginPolicy(["https://null"]).allows("null")).toBe(false);
});

test("a port may be part of a pattern, and the usual one may be left out", () => {
  expect(createOriginPolicy(["https://a.test:8443"]).allows("https://a.test:8443")).toBe(true);
  expect(createOriginPolicy(["https://a.test:443"]).allows("https://a.test")).toBe(true);
});

test("a pattern that is no origin is refused with an example of one", () => {
  for (const pattern of [
    "example.com",
    "https://a.test/",
    "https://*",
    "https://a.*.test",
    "ftp://a.test",
    "",
  ]) {
    expect(originPatternFault(pattern), pattern).toContain("such as https://www.example.com");
  }
  expect(originPatternFault("https://*.example.com")).toBeNull();
});

test("no text at all makes the policy throw", () => {
  const { allows } = createOriginPolicy(["https://*.example.com", "http://localhost:*"]);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (origin) => typeof allows(origin) === "boolean"));
});
