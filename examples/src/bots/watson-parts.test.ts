import { talk } from "@natter/bot/testing";
import { expect, it } from "vitest";
import { createBridgeBot } from "./bridge-bot.js";
import { repliesOfWatson } from "./watson-parts.js";

const answers: Record<string, object[]> = {
  hi: [
    { response_type: "text", text: "Hello!" },
    { response_type: "pause", time: 1000, typing: true },
    {
      response_type: "option",
      title: "What will it be?",
      options: [
        { label: "Tea", value: { input: { text: "I want tea" } } },
        { label: "Coffee", value: {} },
      ],
    },
  ],
  "I want tea": [{ response_type: "image", source: "https://img.example.com/tea.png", title: "Your tea" }],
};

it("turns what a Watson-like back end answers into messages, options and images [F68]", async () => {
  const asked: string[] = [];
  const backEnd = async (said: string) => {
    asked.push(said);
    return repliesOfWatson({ output: { generic: answers[said] ?? [] } });
  };
  await using chat = await talk(() => createBridgeBot(backEnd));
  await chat.user.says("hi");
  await chat.expect("Hello!");
  // Dies before it hears that its first reply was taken; the back end is not asked again.
  chat.crash({ afterEffect: 3 });
  await chat.expectOptions("Tea", "Coffee");
  await chat.user.picks("Tea");
  const picture = await chat.expectFile("tea.png");
  expect(picture).toMatchObject({
    type: "image",
    text: "Your tea",
    file: { url: "https://img.example.com/tea.png" },
  });
  await chat.user.sends(new File(["x"], "x.txt"));
  await chat.expect("I can only read text.");
  expect(asked).toEqual(["hi", "I want tea"]);
});

it.each([
  [{ response_type: "image", source: "tea.png", title: "Tea" }, "Tea\ntea.png"],
  [{ response_type: "iframe", source: "https://shop.example.com" }, "https://shop.example.com"],
  [{ response_type: "option", options: [{ label: "Yes" }, null, { label: "" }] }, "Please choose:"],
  [{ response_type: "connect_to_agent" }, '{"response_type":"connect_to_agent"}'],
])("says %j in words [F68]", (part, text) => {
  expect(repliesOfWatson({ output: { generic: [part] } })).toMatchObject([{ text }]);
});

it.each([null, {}, { output: { generic: "none" } }])("makes nothing of %j [F68]", (answer) => {
  expect(repliesOfWatson(answer)).toEqual([]);
});
