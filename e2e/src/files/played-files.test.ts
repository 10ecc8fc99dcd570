import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openFileHouse } from "./file-house.js";
import { openWidget } from "./open-widget.js";

let house: House;
let browser: Browser;
beforeAll(async () => {
  house = await openFileHouse();
  browser = await chromium.launch({
    executablePath: process.env.NATTER_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      // Here the test presses play, by a call.
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await house[Symbol.asyncDispose]();
});

/** Plays, from where it stands or from so many seconds, until something was heard or seen: resolves to where it stands. */
function play(element: HTMLMediaElement, seconds?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (seconds !== undefined) element.currentTime = seconds;
    const from = element.currentTime;
    element.addEventListener("timeupdate", () => element.currentTime > from && resolve(element.currentTime));
    element.addEventListener("error", () => reject(new Error(element.error?.message)));
    element.play().catch(reject);
  });
}

test.each(["audio", "voice"])(
  "[F11] a message of type %s plays in the widget, from wherever the listener likes",
  async (type) => {
    const { page, member, complaints } = await openWidget(browser, house);
    const answers: { status: number; range: string | undefined }[] = [];
    page.on("response", (response) => {
      if (!response.url().includes("/api/v1/files/")) return;
      answers.push({ status: response.status(), range: response.headers()["content-range"] });
    });
    // Longer than a browser fetches ahead, so that going to the end asks for it.
    const bytes = wav({ seconds: 600, samplesPerSecond: 8000 });
    await house.send({ type, name: "tone.wav", bytes }, member);
    const sound = page.locator("audio");
    await sound.waitFor();
    // Who does not listen fetches nothing.
    expect(answers).toEqual([]);
    expect(await sound.evaluate(play)).toBeGreaterThan(0);
    expect(await sound.evaluate((element: HTMLMediaElement) => element.duration)).toBeCloseTo(600, 0);
    expect(await sound.evaluate(play, 590)).toBeGreaterThan(590);
    const starts = () => answers.map(({ range }) => Number(/^bytes (\d+)-/u.exec(range ?? "")?.[1]));
    await expect.poll(() => Math.max(...starts())).toBeGreaterThan(bytes.length / 2);
    expect(answers.length).toBeGreaterThan(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([206]));
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test("[F11] a video message plays in the widget", async () => {
  const { page, member, complaints } = await openWidget(browser, house);
  const bytes = Buffer.from(await page.evaluate(recordVideo), "base64");
  const answered = page.waitForResponse((response) => response.url().includes("/api/v1/files/"));
  await house.send({ type: "video", name: "colours.webm", bytes }, member);
  const video = page.locator("video");
  await video.waitFor();
  expect((await answered).status()).toBe(206);
  expect((await answered).headers()["content-type"]).toBe("video/webm");
  expect(await video.evaluate(play)).toBeGreaterThan(0);
  const size = ({ videoWidth, videoHeight }: HTMLVideoElement) => [videoWidth, videoHeight];
  expect(await video.evaluate(size)).toEqual([64, 48]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Records a canvas that changes its colour until there are some frames; a small WebM in base64. Runs in the browser. */
async function recordVideo(): Promise<string> {
  const canvas = document.createElement("canvas");
  canvas.width = 64;
  canvas.height = 48;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data));
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  // A piece every so many milliseconds in which anything was recorded.
  recorder.start(200);
  for (let frame = 0; parts.length < 4; frame += 1) {
    context.fillStyle = `hsl(${frame * 18} 100% 50%)`;
    context.fillRect(0, 0, 64, 48);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}

/** A low tone, mono, eight bits a sample (RIFF WAVE, PCM). */
function wav({ seconds, samplesPerSecond }: { seconds: number; samplesPerSecond: number }): Buffer {
  const count = seconds * samplesPerSecond;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + count, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(samplesPerSecond, 24);
  head.writeUInt32LE(samplesPerSecond, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(count, 40);
  const period = Buffer.from(
    Array.from({ length: 40 }, (_, n) => 128 + Math.round(60 * Math.sin((n * Math.PI) / 20))),
  );
  return Buffer.concat([head, Buffer.alloc(count, period)]);
}
