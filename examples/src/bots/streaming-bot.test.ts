import { talk } from "@natter/bot/testing";
import { describe, expect, it } from "vitest";
import { type LlmChunk, textOf } from "./from-llm.js";
import { createStreamingBot, recite } from "./streaming-bot.js";

async function* chunks(...list: LlmChunk[]) {
  yield* list;
}

describe("the streaming bot", () => {
  it("writes what its source gives, as one message [F206]", async () => {
    const source = async function* (question: string) {
      yield* ["You ", "said ", question];
    };
    await using chat = await talk(() => createStreamingBot(source));
    await chat.user.says("tea");
    await chat.expectSilence().catch(() => {});
    expect((await chat.transcript()).map(({ text }) => text)).toEqual(["tea", "You said tea"]);
  });

  it("stops when something newer is asked, and leaves what it wrote [F207]", async () => {
    let isStopped = false;
    const source = async function* (question: string, signal: AbortSignal) {
      yield `About ${question}`;
      if (question !== "tea") return;
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    await using chat = await talk(() =>
      createStreamingBot(async function* (question, signal) {
        try {
          yield* source(question, signal);
        } finally {
          isStopped ||= signal.aborted;
        }
      }),
    );
    await chat.user.says("tea");
    expect(await chat.nextBegun()).toMatchObject({ text: "About tea", isStreaming: true });
    await chat.user.says("coffee");
    expect(await chat.next()).toMatchObject({ text: "About tea", isInterrupted: true });
    await chat.expect("About coffee");
    await chat.expectSilence();
    expect(isStopped).toBe(true);
    expect((await chat.transcript()).map(({ text }) => text)).toEqual([
      "tea",
      "About tea",
      "coffee",
      "About coffee",
    ]);
  });

  it("recites until it is told to stop [F206]", async () => {
    const controller = new AbortController();
    const words: string[] = [];
    const reading = (async () => {
      for await (const word of recite("hi", controller.signal)) {
        words.push(word);
        if (words.length === 3) controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(words.join("")).toBe('You asked "hi". ');
  });
});

describe("the text of a model's stream", () => {
  it("is found in what the usual clients give [F206]", async () => {
    const stream = chunks(
      { choices: [{ delta: { content: "Hel" } }] },
      { choices: [{ delta: { content: null } }] },
      { choices: [] },
      { delta: "lo" },
      { delta: { text: "!" } },
      { delta: {} },
      {},
    );
    let text = "";
    for await (const piece of textOf(stream)) text += piece;
    expect(text).toBe("Hello!");
  });
});
