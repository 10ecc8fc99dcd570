import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { botCalls } from "./bot-socket.js";
import { NewConversation } from "./conversation-rest.js";
import { limits } from "./limits.js";
import { NewMessage } from "./message.js";
import { parse } from "./parse.js";
import { asShortName, shortName } from "./primitives.js";
import { ListRequestsQuery } from "./request-history.js";
import { visitorCalls } from "./visitor-socket.js";

const faultsOf = (value: unknown, schema: typeof NewMessage | typeof NewConversation = NewMessage) => {
  const result = parse(schema, value);
  return result.ok ? [] : result.faults;
};

describe("reading what arrives", () => {
  it("a fault names the field and the remedy", () => {
    expect(faultsOf({ text: "x".repeat(limits.textMaxChars + 1) })).toEqual([
      { field: "localId", message: "is missing; it is required" },
      { field: "text", message: `is longer than ${limits.textMaxChars} characters; shorten it` },
    ]);
  });

  it("what is no object where one belongs is told in the same words everywhere", () => {
    const report = parse(botCalls.report.input, { requestId: "r", attempt: 1, index: 0, report: "x" });
    expect(report).toMatchObject({ faults: [{ field: "report", message: "must be an object" }] });
    const missing = parse(botCalls.report.input, { requestId: "r", attempt: 1, index: 0 });
    expect(missing).toMatchObject({ faults: [{ field: "report", message: "is missing; it is required" }] });
    expect(faultsOf("x", NewConversation)).toEqual([{ field: "body", message: "must be an object" }]);
  });

  it("[F16] empty and blank text is refused, at the limit it is taken", () => {
    for (const text of ["", "   ", "\n"]) {
      expect(faultsOf({ localId: "a", text })[0]?.message).toMatch(/^is empty/u);
    }
    expect(faultsOf({ localId: "a", text: "x".repeat(limits.textMaxChars) })).toEqual([]);
  });

  it("[F15] a localId has 1 to 64 characters", () => {
    expect(faultsOf({ localId: "", text: "x" })[0]?.field).toBe("localId");
    expect(faultsOf({ localId: "x".repeat(65), text: "x" })[0]?.field).toBe("localId");
    expect(faultsOf({ localId: "x".repeat(64), text: "x" })).toEqual([]);
  });

  it("[F12] people cannot send system messages", () => {
    expect(faultsOf({ type: "system", localId: "a", text: "x" })[0]).toEqual({
      field: "type",
      message: expect.stringMatching(/^must be "text"/u),
    });
  });

  it("what no database can store is refused", () => {
    for (const text of ["a\0b", "\ud800", "x\udc00y"]) {
      expect(faultsOf({ localId: "a", text })[0]?.message).toContain("cannot be stored");
    }
    expect(faultsOf({ localId: "a", text: "x", metadata: { deep: ["\0"] } })[0]?.field).toBe("metadata");
  });

  it("metadata is bounded in bytes, not characters", () => {
    const metadata = { text: "é".repeat(limits.metadataMaxBytes / 2) };
    expect(faultsOf({ localId: "a", text: "x", metadata })[0]?.message).toContain("bytes of JSON");
  });

  it("metadata is bounded in depth and in keys, however it is built", () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, [n]]));
    const faultOf = (metadata: unknown) =>
      faultsOf({ localId: "a", text: "x", metadata })[0]?.message ?? "none";
    expect(faultOf(nested(limits.metadataMaxDepth))).toBe("none");
    expect(faultOf(nested(limits.metadataMaxDepth + 1))).toContain("deeper than 8 levels");
    expect(faultOf({ a: [[[[[[[[1]]]]]]]] })).toContain("deeper than 8 levels");
    expect(faultOf(keys(limits.metadataMaxKeys))).toBe("none");
    expect(faultOf(keys(limits.metadataMaxKeys + 1))).toContain("more than 128 keys");
    expect(faultOf({ a: [keys(64), { b: keys(64) }] })).toContain("more than 128 keys");
  });

  it("what is nested without end is refused unread, in fields that nobody knows as well", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
    for (const value of [
      { localId: "a", text: "x", metadata: { deep } },
      { localId: "a", text: "x", deep },
      deep,
    ]) {
      expect(faultsOf(value)).toEqual([
        { field: "body", message: "is nested deeper than 32 levels; flatten it" },
      ]);
    }
  });

  it("[F3] bots that are no list of names are refused by their position", () => {
    expect(faultsOf({ bots: ["echo", 7] }, NewConversation)[0]?.field).toBe("bots.1");
    expect(faultsOf({ bots: "echo" }, NewConversation)[0]?.field).toBe("bots");
    expect(faultsOf({ nickname: 7 }, NewConversation)[0]?.field).toBe("nickname");
  });

  it("[F1] [F4] a name is one line, trimmed, and empty where nobody would see it", () => {
    const nickname = (name: string) => {
      const result = parse(NewConversation, { nickname: name });
      return result.ok ? result.value.nickname : result.faults[0]?.message;
    };
    expect(nickname("  Zoé 👩‍🚀 ")).toBe("Zoé 👩‍🚀");
    for (const name of ["", "  ", "\u200b", "\u00ad \u3164"]) expect(nickname(name)).toBe("");
    for (const name of ["a\nb", "a\u0007", "a\u2028b", "evil\u202ednammoc", "\u2066x"])
      expect(nickname(name)).toContain("turn the direction of text");
    const { input } = visitorCalls["participant.rename"];
    expect(parse(input, { nickname: " Ann " })).toEqual({ ok: true, value: { nickname: "Ann" } });
    expect(parse(input, { nickname: "\u200b" }).ok).toBe(false);
  });

  it("[F1] whatever a name was elsewhere, made a name it is taken as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), fc.nat(60), (name, max) => {
        const short = asShortName(name, max);
        expect(parse(shortName(max), short)).toEqual({ ok: true, value: short });
      }),
    );
    expect(asShortName("Ann\u202e\n\ud800 Lee\0", 50)).toBe("Ann \ufffd Lee");
    expect(asShortName("👩‍🚀👩‍🚀", 6)).toBe("👩‍🚀");
  });

  it("[F16] a text that nobody would see is empty", () => {
    for (const text of ["\u200b", "\u2060\ufeff", " \u00ad"])
      expect(faultsOf({ localId: "a", text })[0]?.message).toContain("at least one visible character");
    expect(faultsOf({ localId: "a", text: "❤️" })).toEqual([]);
  });

  it("an array is no object, and a mistyped filter is refused instead of letting everything through", () => {
    expect(parse(NewConversation, [])).toMatchObject({ ok: false, faults: [{ field: "body" }] });
    const mistyped = parse(ListRequestsQuery, { statu: "dead" });
    expect(mistyped.ok ? [] : mistyped.faults).toEqual([
      { field: "statu", message: "is not known here; remove it or correct its name" },
    ]);
  });

  it("[F269] any value at all is either read or refused with named faults", () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4, withBigInt: true, withNullPrototype: true }), (value) => {
        const result = parse(NewMessage, value);
        expect(result.ok || result.faults.every(({ field, message }) => field !== "" && message !== "")).toBe(
          true,
        );
      }),
    );
  });
});
