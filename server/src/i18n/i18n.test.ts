import {
  BotHandshake,
  botCalls,
  errorCodes,
  type RestCall,
  restCalls,
  VisitorHandshake,
  visitorCalls,
} from "@natter/protocol";
import type { GenericSchema } from "valibot";
import { expect, test } from "vitest";
import { codeText } from "./code-texts.js";
import { en, type MessageId } from "./en.js";
import { languageOf } from "./languages.js";
import { pt } from "./pt.js";
import { say } from "./say.js";
import { sayFault } from "./say-fault.js";

const parametersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name).sort();

test("every text has a translation with the same parameters, and none is the English one [F30]", () => {
  expect(Object.keys(pt)).toEqual(Object.keys(en));
  for (const id of Object.keys(en) as MessageId[]) {
    expect(parametersOf(pt[id]), id).toEqual(parametersOf(en[id]));
    expect(pt[id], id).not.toBe(en[id]);
  }
});

test("every code has a title and a remedy in both languages [F30]", () => {
  for (const code of Object.keys(errorCodes) as (keyof typeof errorCodes)[]) {
    for (const name of ["title", "remedy"] as const) {
      expect(codeText("pt", code)[name], code).not.toBe(codeText("en", code)[name]);
    }
  }
});

test("whatever a schema of the protocol says of a field has a translation [F30]", () => {
  const texts = new Set<string>();
  const seen = new Set<unknown>();
  // A schema is a tree of plain objects; what it says stands in `message`, what it is made of in the rest.
  const collect = (part: unknown) => {
    if (typeof part !== "object" || part === null || seen.has(part)) return;
    seen.add(part);
    if ("message" in part && typeof part.message === "string") texts.add(part.message);
    for (const inner of Object.values(part)) collect(inner);
  };
  for (const schema of requestSchemas()) collect(schema);
  expect(texts.size).toBeGreaterThan(25);
  expect([...texts].filter((text) => sayFault("pt", text) === text)).toEqual([]);
});

function requestSchemas(): (GenericSchema | undefined)[] {
  const sockets = [...Object.values(visitorCalls), ...Object.values(botCalls)].map(({ input }) => input);
  const rest = Object.values<RestCall>(restCalls).flatMap(({ params, query, body, upload }) => [
    params,
    query,
    body,
    upload,
  ]);
  return [VisitorHandshake, BotHandshake, ...sockets, ...rest];
}

test("parameters keep their place, and what nobody translated stays as it is", () => {
  expect(say("pt", { id: "bot.none", params: { name: "menu" } })).toContain("Não há bot menu neste");
  expect(sayFault("pt", "is longer than 64 characters; shorten it")).toBe(
    "tem mais de 64 caracteres; encurte-o",
  );
  expect(sayFault("pt", "must be an array of {text}")).toBe("tem de ser uma lista de {text}");
  expect(sayFault("pt", "something new")).toBe("something new");
});

test("a locale finds its language, and a strange one English [F30]", () => {
  expect(["pt-BR", "PT", "pt-PT", "en-GB", "de", "", undefined].map(languageOf)).toEqual([
    "pt",
    "pt",
    "pt",
    "en",
    "en",
    "en",
    "en",
  ]);
});
