import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { outgoingFile } from "./outgoing-file.js";
import { typeOf } from "./type-of.js";

const held = (reply: Parameters<typeof outgoingFile>[0]) => {
  const file = outgoingFile(reply);
  if (file.kind !== "held") throw new Error("expected a file that is uploaded");
  return file;
};

describe("a file of a reply", () => {
  it("is read from a path, a file URL, a Blob, a File, and streams of both kinds [F218]", async () => {
    const url = new URL(import.meta.url);
    const path = fileURLToPath(url);
    for (const file of [held({ file: path }), held({ file: url })]) {
      expect([file.name, file.type, file.isRepeatable]).toEqual([
        "outgoing-file.test.ts",
        "attachment",
        true,
      ]);
      expect(await text(file.bytes())).toContain("is read from a path");
      expect(await text(file.bytes())).toContain("a second time");
    }
    const named = held({ file: new File(["abc"], "a.png", { type: "image/png" }) });
    expect([named.name, named.type, await text(named.bytes())]).toEqual(["a.png", "image", "abc"]);
    const blob = held({ file: new Blob(["abc"], { type: "audio/wav" }), name: "b" });
    expect([blob.name, blob.type, await text(blob.bytes())]).toEqual(["b", "audio", "abc"]);
    for (const file of [Readable.from([Buffer.from("abc")]), new Blob(["abc"]).stream()]) {
      const streamed = held({ file, name: "c.mp4", type: "attachment" });
      expect([streamed.type, streamed.isRepeatable, await text(streamed.bytes())]).toEqual([
        "attachment",
        false,
        "abc",
      ]);
    }
  });

  it("that lies elsewhere is an address [F65]", () => {
    for (const file of ["https://example.com/a.JPG?x=1", new URL("https://example.com/a.JPG?x=1")]) {
      expect(outgoingFile({ file })).toEqual({
        kind: "linked",
        type: "image",
        url: "https://example.com/a.JPG?x=1",
      });
    }
  });

  it("says what is missing [F218]", () => {
    expect(() => outgoingFile({ file: new Blob(["x"]) })).toThrow(
      /a file has no name\. Say what people see/u,
    );
    expect(() => outgoingFile({ file: Readable.from([]) })).toThrow(/no name/u);
    expect(() => outgoingFile({ file: new URL("ftp://example.com/a") })).toThrow(/cannot be read from ftp:/u);
  });

  it("that is no file is told what it is, and what to give [F67]", () => {
    const wrong: [unknown, string][] = [
      [Buffer.from("x"), "the file of a reply is a Uint8Array or Buffer. Give a path"],
      [undefined, "the file of a reply is undefined. Give a path"],
      [5, "is 5. "],
      [{}, "is an object. "],
    ];
    for (const [file, said] of wrong) {
      expect(() => outgoingFile({ file: file as Blob, name: "a.txt" })).toThrow(said);
    }
  });

  it("that cannot be read says why, and whether trying again can help [F218]", async () => {
    await expect(text(held({ file: "/nowhere/menu.pdf" }).bytes())).rejects.toMatchObject({
      code: "file_unreadable",
      message: expect.stringMatching(/^the file "menu\.pdf" could not be read: ENOENT.*\. Check that/u),
      isRetryable: false,
      cause: { code: "ENOENT" },
    });
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("a");
        throw new Error("the well is dry");
      })(),
    );
    await expect(text(held({ file: broken, name: "x" }).bytes())).rejects.toMatchObject({
      code: "file_unreadable",
      isRetryable: true,
      cause: { message: "the well is dry" },
    });
    const letters = Readable.from(["text"]);
    await expect(text(held({ file: letters, name: "x" }).bytes())).rejects.toThrow(
      /something else than bytes/u,
    );
  });
});

it("the type of a file follows its MIME type, then its name [F65]", () => {
  const types = [
    ["a.png", "image"],
    ["a.JPEG", "image"],
    ["a.svg", "attachment"],
    ["a.mp3", "audio"],
    ["a.mov", "video"],
    ["a.tar.gz", "attachment"],
    ["png", "attachment"],
    [".constructor", "attachment"],
  ] as const;
  for (const [name, type] of types) expect(typeOf(name)).toBe(type);
  expect(typeOf("a.png", "text/html")).toBe("attachment");
  expect(typeOf("a.bin", "image/svg+xml")).toBe("attachment");
  expect(typeOf("a.bin", "video/mp4")).toBe("video");
});
