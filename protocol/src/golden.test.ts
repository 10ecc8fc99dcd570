import { readdirSync, readFileSync } from "node:fs";
import type { GenericSchema } from "valibot";
import { describe, expect, it } from "vitest";
import { BotHandshake, botCalls, botEvents } from "./bot-socket.js";
import { parse } from "./parse.js";
import { restCalls } from "./rest.js";
import type { RestCall } from "./rest-call.js";
import { VisitorHandshake, visitorCalls, visitorEvents } from "./visitor-socket.js";

/** Every wire message that the tables declare, by the name of its golden file. */
function declared(): Map<string, GenericSchema> {
  const messages = new Map<string, GenericSchema>();
  messages.set("visitor.handshake.input", VisitorHandshake);
  messages.set("bots.handshake.input", BotHandshake);
  for (const [namespace, calls] of [
    ["visitor", visitorCalls],
    ["bots", botCalls],
  ] as const) {
    for (const [name, call] of Object.entries(calls)) {
      messages.set(`${namespace}.${name}.input`, call.input);
      messages.set(`${namespace}.${name}.reply`, call.reply);
    }
  }
  for (const [namespace, events] of [
    ["visitor", visitorEvents],
    ["bots", botEvents],
  ] as const) {
    for (const [name, event] of Object.entries(events))
      messages.set(`${namespace}.${name}.payload`, event.payload);
  }
  for (const [name, call] of Object.entries<RestCall>(restCalls)) {
    if (call.body) messages.set(`rest.${name}.body`, call.body);
    if (call.upload) messages.set(`rest.${name}.upload`, call.upload);
    if (call.reply) messages.set(`rest.${name}.reply`, call.reply);
  }
  return messages;
}

const folder = new URL("../golden/", import.meta.url);
const files = readdirSync(folder).map((file) => file.replace(/\.json$/u, ""));

describe("the golden messages", () => {
  it("cover every wire message that the tables declare, and nothing else", () => {
    expect(files.sort()).toEqual([...declared().keys()].sort());
  });

  it.each([...declared()])(
    "%s: the valid one reads back unchanged, the invalid one names its field",
    (name, schema) => {
      const golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
      expect(parse(schema, golden.valid)).toEqual({ ok: true, value: golden.valid });
      const refused = parse(schema, golden.invalid);
      expect(refused.ok ? [] : refused.faults.map(({ field }) => field)).toContain(golden.invalidField);
    },
  );

  it.each([...declared()])(
    "%s: an unknown field is ignored, so that old and new live together",
    (name, schema) => {
      const golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
      const newer = { ...golden.valid, somethingNew: { later: true } };
      expect(parse(schema, newer)).toEqual({ ok: true, value: golden.valid });
    },
  );
});
