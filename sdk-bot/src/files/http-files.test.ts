import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { NatterBotError } from "../errors.js";
import { openOverHttp, uploadOverHttp } from "./http-files.js";

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const stored = { fileKey: "k", name: "a", sizeBytes: 1, mimeType: "text/plain" };
async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

describe("files over HTTP", () => {
  it("go as a form of two parts, with the key, and a name that cannot break out of it [F218]", async () => {
    let body = "";
    let authorization: string | undefined;
    const url = await listen(async (request, response) => {
      authorization = request.headers.authorization;
      body = (await buffer(request)).toString();
      response.end(JSON.stringify(stored));
    });
    const file = { type: "attachment" as const, name: 'a"\r\nX: y.txt', bytes: bytesOf("hello") };
    expect(await uploadOverHttp({ url, key: "k_1" }, file, never)).toEqual(stored);
    expect(authorization).toBe("Bearer k_1");
    const [, message, part] = body.split(/--natter-[\w-]+(?:--)?\r\n/u);
    expect(message).toBe('Content-Disposition: form-data; name="message"\r\n\r\n{"type":"attachment"}\r\n');
    expect(part).toBe(
      'Content-Disposition: form-data; name="file"; filename="a%22%0D%0AX: y.txt"\r\n' +
        "Content-Type: application/octet-stream\r\n\r\nhello\r\n",
    );
  });

  it("are read no faster than they are taken [F218]", async () => {
    let isSeen = false;
    const url = await listen((request) => {
      isSeen = true;
      request.pause();
    });
    let pulled = 0;
    let isLeft = false;
    async function* endless() {
      try {
        for (;;) {
          pulled += 65_536;
          if (pulled > 64 * 1_048_576) throw new Error("it is read to its end");
          yield Buffer.alloc(65_536);
        }
      } finally {
        isLeft = true;
      }
    }
    const controller = new AbortController();
    const file = { type: "attachment" as const, name: "endless", bytes: endless() };
    const uploading = uploadOverHttp({ url, key: "k" }, file, controller.signal);
    uploading.catch(() => {});
    await expect.poll(() => isSeen).toBe(true);
    // What the sockets' buffers hold, and nothing more.
    let before = -1;
    while (before !== pulled) {
      before = pulled;
      await wait(200);
    }
    expect(pulled).toBeLessThan(16 * 1_048_576);
    controller.abort(new NatterBotError("aborted", "over"));
    await expect(uploading).rejects.toMatchObject({ code: "aborted" });
    await expect.poll(() => isLeft).toBe(true);
  });

  it("that are refused say so in the server's words [F65]", async () => {
    const url = await listen((request, response) => {
      request.resume();
      response.writeHead(413, { "Content-Type": "application/problem+json" });
      response.end(JSON.stringify({ code: "too_large", detail: "the file is larger than 5 bytes" }));
    });
    const file = { type: "image" as const, name: "a.png", bytes: bytesOf("hello") };
    await expect(uploadOverHttp({ url, key: "k" }, file, never)).rejects.toMatchObject({
      code: "too_large",
      isRetryable: false,
      message: expect.stringContaining("the file is larger than 5 bytes"),
    });
  });

  it("tell a proxy that is tired from a server that is gone [F218]", async () => {
    const url = await listen((_request, response) => response.writeHead(502).end("<html>"));
    await expect(openOverHttp({ url }, "/api/v1/files/k", never)).rejects.toMatchObject({
      code: "unreachable",
      isRetryable: true,
      message: expect.stringContaining("answered 502"),
    });
    const nobody = { url: "http://127.0.0.1:9" };
    await expect(openOverHttp(nobody, "/api/v1/files/k", never)).rejects.toMatchObject({
      code: "unreachable",
      isRetryable: true,
    });
  });

  it("pass on what went wrong with their source [F218]", async () => {
    const url = await listen((request) => void request.resume());
    async function* broken() {
      yield Buffer.from("a");
      throw new NatterBotError("file_unreadable", "no such well");
    }
    const file = { type: "attachment" as const, name: "a", bytes: broken() };
    await expect(uploadOverHttp({ url, key: "k" }, file, never)).rejects.toMatchObject({
      code: "file_unreadable",
    });
  });

  it("are found by a path of the server, or by a whole address [F218]", async () => {
    const url = await listen((request, response) => response.end(`bytes of ${request.url}`));
    for (const address of ["/api/v1/files/k?a=1", `${url}/api/v1/files/k?a=1`]) {
      const body = await openOverHttp(
        { url: address.startsWith("/") ? url : "http://other.invalid" },
        address,
        never,
      );
      expect((await buffer(body)).toString()).toBe("bytes of /api/v1/files/k?a=1");
    }
  });
});
