import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { png, wav } from "../http/testing/uploads.js";
import { detectType } from "./detect-type.js";
import { imageDimensions } from "./image-dimensions.js";
import { storedType } from "./stored-type.js";

describe("what a file is", () => {
  it.each([
    ["PNG", png(), "image/png"],
    ["WAV", wav(), "audio/wav"],
    ["text", Buffer.from("Olá 👋\n\ttext"), "text/plain"],
    ["text that is cut inside a character", Buffer.from("Olá 👋").subarray(0, -2), "text/plain"],
    ["bytes", Buffer.from([1, 2, 3]), "application/octet-stream"],
    ["UTF-16", Buffer.from("\ufeff<html>", "utf16le"), "application/octet-stream"],
    ["Latin-1", Buffer.from("Ol\xe1 a todos", "latin1"), "application/octet-stream"],
    ["MP3 with a cover before the sound", Buffer.from("ID3\x03\0\0\0\x7f\x7f\x7f", "latin1"), "audio/mpeg"],
  ])("[F21] %s is known by its bytes", async (_, bytes, type) => {
    expect(await detectType(Buffer.concat([bytes, Buffer.alloc(type === "audio/mpeg" ? 100 : 0)]))).toBe(type);
  });

  it("[F21] [F269] no bytes make the detectors fail or hang", async () => {
    const starts = ["\x89PNG\r\n\x1a\n", "GIF89a", "\xff\xd8\xff\xe0", "RIFF\0\0\0\0WEBPVP8X", "PK\x03\x04", "%PDF-", "OggS"];
    const more = ["\0\0\0\x18ftypavif", "\x1a\x45\xdf\xa3", "II*\0", "ID3\x04", "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "<?xml"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("", ...starts, ...more), fc.uint8Array({ maxLength: 600 }), async (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, "latin1"), rest]);
        expect(await detectType(bytes)).toMatch(/^[\w-]+\/[\w.+-]+$/u);
        const { width, height } = imageDimensions(bytes);
        expect((width === null) === (height === null)).toBe(true);
      }),
      { numRuns: 3000, seed: 20_261_120 },
    );
  });
});

describe("the type that a file is kept as", () => {
  it.each([
    ["image", "image/webp", "image/webp"],
    ["image", "image/svg+xml", null],
    ["image", "application/pdf", null],
    ["video", "video/mp4", "video/mp4"],
    ["video", "audio/mp4", null],
    ["audio", "audio/mpeg", "audio/mpeg"],
    ["voice", "video/webm", "audio/webm"],
    ["voice", "video/x-msvideo", null],
    ["attachment", "application/zip", "application/zip"],
    ["attachment", "image/png", "image/png"],
    ["attachment", "application/xml", "text/plain"],
    ["attachment", "application/xhtml+xml", "text/plain"],
  ] as const)("[F21] a %s of %s is kept as %s", (type, detected, kept) => {
    expect(storedType(type, detected)).toBe(kept);
  });
});

describe("an image's size", () => {
  it("is read from its header, and none is made up", () => {
    expect(imageDimensions(png(640, 480))).toEqual({ width: 640, height: 480 });
    const huge = png();
    huge.writeUInt32BE(0xffffffff, 16);
    expect(imageDimensions(huge)).toEqual({ width: null, height: null });
    expect(imageDimensions(Buffer.from("nothing"))).toEqual({ width: null, height: null });
  });
});
