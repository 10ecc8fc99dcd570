import { deflateSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openFileHouse } from "./file-house.js";
import { openWidget } from "./open-widget.js";

let house: House;
let browser: Browser;
beforeAll(async () => {
  house = await openFileHouse();
  browser = await chromium.launch({
    executablePath: process.env.NATTER_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});
afterAll(async () => {
  await browser.close();
  await house[Symbol.asyncDispose]();
});

/** Says so in every way that a script can, to whoever may be listening. */
const script = "document.title='ran';new Image().src='/ran';fetch('/ran')";
const page = `<!doctype html><title>page</title><script>${script}</script><img src=x onerror="${script}">`;
const hostile: Record<string, { type: string; bytes: Buffer; name: string }> = {
  "a page": { type: "attachment", name: "a.html", bytes: Buffer.from(page) },
  "a page that calls itself a picture": { type: "attachment", name: "a.png", bytes: Buffer.from(page) },
  SVG: {
    type: "attachment",
    name: "a.svg",
    bytes: Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`,
    ),
  },
  "SVG with a prolog": {
    type: "attachment",
    name: "a.svg",
    bytes: Buffer.from(
      `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`,
    ),
  },
  XHTML: {
    type: "attachment",
    name: "a.xhtml",
    bytes: Buffer.from(
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`,
    ),
  },
  "a script": { type: "attachment", name: "a.js", bytes: Buffer.from(script) },
  "GIF and script": {
    type: "image",
    name: "a.gif",
    bytes: Buffer.from(`GIF89a/*\x01\x00\x01\x00*/=1;${script}//;`, "latin1"),
  },
  "PDF and page": { type: "attachment", name: "a.pdf", bytes: Buffer.from(`%PDF-1.4\n${page}\n%%EOF`) },
  "PNG and page": { type: "image", name: "a.html", bytes: Buffer.concat([png(2, 2), Buffer.from(page)]) },
  "a page in UTF-16": {
    type: "attachment",
    name: "a.htm",
    bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, "utf16le")]),
  },
};

test.each(Object.keys(hostile))(
  "[F22] %s, opened and embedded in every way, runs no script",
  async (name) => {
    const file = hostile[name];
    if (!file) throw new Error(name);
    const url = house.server.url + (await house.send(file));
    const context = await browser.newContext();
    const direct = await context.newPage();
    // What is saved rather than shown ends the navigation.
    await direct
      .goto(url)
      .catch((error: Error) => expect(error.message).toMatch(/Download is starting|ERR_ABORTED/u));
    await settle(direct);
    expect(await direct.title()).not.toBe("ran");
    const host = await context.newPage();
    await host.goto(`${house.server.url}/embed?url=${encodeURIComponent(url)}`);
    await settle(host);
    expect(await host.title()).toBe("host");
    for (const frame of host.frames()) expect(await frame.title().catch(() => "")).not.toBe("ran");
    expect(house.scriptsRan()).toBe(0);
    await context.close();
  },
);

test("[F22] the page that tells whether a script ran would tell", async () => {
  const context = await browser.newContext();
  const host = await context.newPage();
  await host.goto(`${house.server.url}/embed?url=${encodeURIComponent(`data:text/javascript,${script}`)}`);
  await expect.poll(() => house.scriptsRan()).toBeGreaterThan(0);
  await context.close();
});

test("[F11] the widget shows a picture in place and names an attachment with its size", async () => {
  const { page: host, member, complaints } = await openWidget(browser, house);
  await house.send({ type: "image", name: "chart.png", bytes: png(640, 480) }, member);
  await house.send({ type: "attachment", name: "notes.txt", bytes: Buffer.alloc(14_400, "a") }, member);
  const picture = host.getByRole("img", { name: "chart.png" });
  await picture.waitFor();
  await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(640);
  const link = host.getByRole("link", { name: "notes.txt 14.4 kB" });
  expect(await link.getAttribute("href")).toMatch(new RegExp(`^${house.server.url}/api/v1/files/`, "u"));
  expect(complaints).toEqual([]);
  await host.context().close();
});

/** Until everything that the page fetches has come, scripts would have run. */
async function settle(of: Page): Promise<void> {
  await of.waitForLoadState("networkidle").catch(() => {});
}

function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    ["IHDR", header] as const,
    ["IDAT", deflateSync(rows)] as const,
    ["IEND", Buffer.alloc(0)] as const,
  ];
  return Buffer.concat([signature, ...parts.map(([type, data]) => chunk(type, data))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(4, data.length + 8)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, data.length + 8);
  return bytes;
}
