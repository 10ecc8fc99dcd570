import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { talk } from "@natter/bot/testing";
import { expect, it, onTestFinished } from "vitest";
import { createRasaBridge } from "./rasa-bridge-bot.js";
import { repliesOf } from "./rasa-parts.js";

/** Answers each message with what the script has for it. */
async function rasa(script: Record<string, unknown>): Promise<string> {
  const server = createServer(async (request, response) => {
    // What the bridge sends, by its own type.
    const { message } = (await json(request)) as { message: string };
    if (!(message in script)) response.statusCode = 404;
    response.end(JSON.stringify(script[message] ?? []));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("turns parts into messages, images into images, and buttons into options that send their payload [F68]", async () => {
  const url = await rasa({
    hi: [{ text: "Hello!" }, { text: "What now?", buttons: [{ title: "Order", payload: "/order{}" }] }],
    "/order{}": [{ text: "Here it is", image: "https://img.example.com/tea.png" }],
  });
  // A server is asked, in real time.
  await using chat = await talk(createRasaBridge(url), { patienceMs: 60_000 });
  await chat.user.says("hi");
  await chat.expect("Hello!");
  await chat.expectOptions("Order");
  await chat.user.picks("Order");
  const picture = await chat.expectFile("tea.png");
  expect(picture).toMatchObject({ type: "image", file: { url: "https://img.example.com/tea.png" } });
  await chat.expect("Here it is");
  await chat.user.says("nonsense");
  await chat.expectSilence();
  expect(await chat.failures()).toEqual(["PermanentError: Rasa answered 404"]);
});

it.each([
  [[{ custom: { chart: [1, 2] } }], ['{"custom":{"chart":[1,2]}}']],
  [[{ buttons: [{ title: "Yes" }, { title: "" }, null] }], ["Please choose:"]],
  [[{ text: "See", image: "plan.png" }], ["See\nplan.png"]],
  [[{ recipient_id: "x" }, {}], []],
  ["nothing of the kind", []],
])("says %j in words [F68]", (parts, texts) => {
  expect(repliesOf(parts).map(({ text }) => text)).toEqual(texts);
});
