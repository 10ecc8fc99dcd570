import { expect, it } from "vitest";
import { Effect } from "./bot-socket.js";
import { limits } from "./limits.js";
import { fileMessageTypes, NewFileMessage, NewMessage } from "./message.js";
import { parse } from "./parse.js";

const faultsOf = (schema: Parameters<typeof parse>[0], value: unknown) => {
  const result = parse(schema, value);
  return result.ok ? [] : result.faults.map(({ field }) => field);
};
const linked = (externalFileUrl: unknown) => ({ type: "image", localId: "a", externalFileUrl });

it.each([
  "https://example.com/a.png",
  "http://example.com",
  "https://例え.jp/ファイル.png",
  `https://example.com/${"a".repeat(limits.externalUrlMaxChars - 20)}`,
])("[F23] the address %s is taken as it is", (url) => {
  expect(parse(NewMessage, linked(url))).toMatchObject({ ok: true, value: { externalFileUrl: url } });
});

it.each([
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "ftp://example.com/a",
  "//example.com/a",
  "/a",
  "https://",
  "https://user:secret@example.com/a",
  "https://user@example.com/a",
  " https://example.com",
  "https://example.com/a b",
  "https://example.com\\@evil.example/",
  "https://exam\u200bple.com/",
  `https://example.com/${"a".repeat(limits.externalUrlMaxChars)}`,
  "",
  7,
  null,
  undefined,
])("[F23] the address %j is refused by its field", (url) => {
  expect(faultsOf(NewMessage, linked(url))).toEqual(["externalFileUrl"]);
  const effect = { type: "send", messageType: "image", externalFileUrl: url };
  expect(faultsOf(Effect, effect)).toEqual(["externalFileUrl"]);
});

it("[F16] file types need a file or an address, and a text needs text", () => {
  for (const type of fileMessageTypes) {
    expect(faultsOf(NewMessage, { type, localId: "a", text: "x" })).toEqual(["externalFileUrl"]);
    expect(parse(NewFileMessage, { type, localId: "a" })).toMatchObject({ ok: true, value: { text: "" } });
  }
  expect(faultsOf(NewMessage, { localId: "a", text: "" })).toEqual(["text"]);
  expect(faultsOf(NewMessage, { localId: "a", type: "picture", text: "x" })).toEqual(["type"]);
  expect(faultsOf(NewFileMessage, { localId: "a", type: "text" })).toEqual(["type"]);
});

it("[F65] a bot's file is an upload or an address, and not both", () => {
  const effect = { type: "send", messageType: "image" };
  const address = { externalFileUrl: "https://example.com/a.png" };
  expect(faultsOf(Effect, { ...effect, fileKey: "k" })).toEqual([]);
  expect(faultsOf(Effect, { ...effect, ...address })).toEqual([]);
  expect(faultsOf(Effect, { ...effect, ...address, fileKey: "k" })).toEqual(["externalFileUrl"]);
  expect(faultsOf(Effect, { type: "send", text: "hi" })).toEqual([]);
});
