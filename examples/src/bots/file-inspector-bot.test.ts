import { createHash } from "node:crypto";
import { talk } from "@natter/bot/testing";
import { describe, it } from "vitest";
import { createFileInspectorBot } from "./file-inspector-bot.js";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The smallest picture: one transparent pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

describe("the file inspector", () => {
  it("names, measures and hashes a picture [F65] [F218]", async () => {
    await using chat = await talk(() => createFileInspectorBot());
    await chat.user.sends({ file: new Blob([gif], { type: "image/gif" }), name: "dot.gif" });
    await chat.expect(
      `Name: dot.gif\nType: image/gif\nSize: ${gif.length} bytes\nDimensions: 1 × 1 pixels\nSHA-256: ${sha256(gif)}`,
    );
  });

  it("reads a file that is larger than any one piece of it [F218]", async () => {
    const bytes = Buffer.alloc(3_000_000, "natter ");
    await using chat = await talk(() => createFileInspectorBot());
    await chat.user.sends(new File([bytes], "long.txt"));
    await chat.expect(`Name: long.txt\nType: text/plain\nSize: 3000000 bytes\nSHA-256: ${sha256(bytes)}`);
  });

  it("asks for a file [F65]", async () => {
    await using chat = await talk(() => createFileInspectorBot());
    await chat.user.says("hello");
    await chat.expect(/^Send me a file/u);
  });
});
