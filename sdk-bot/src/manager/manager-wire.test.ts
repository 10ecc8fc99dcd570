import { describe, expect, it } from "vitest";
import { RecordingLogger } from "../recording-logger.fixture.js";
import { aBot, textMessage } from "../request.fixture.js";
import { BotsServer } from "../source/bots-server.fixture.js";
import { Manager } from "./manager.js";

describe("a manager over a socket", () => {
  it("sends nothing that the protocol's schemas refuse [F51] [F52] [F55] [F200]", async () => {
    await using server = await BotsServer.listen();
    server.isManager = true;
    await using manager = new Manager({ url: server.url, key: "k_boss", logger: new RecordingLogger() });
    manager.on("human", async (ctx) => {
      await ctx.redirect("echo");
      await ctx.redirect(ctx.bots, { text: "x", options: ["A"], metadata: null, quotedMessageId: null });
      await ctx.reply("hello", { options: ["A"] });
      await ctx.tell("echo", "wake up");
      await ctx.as("echo").reply({ text: "hello" });
    });
    manager.on("draft", async ({ draft }) => {
      await draft.approve();
      await draft.reject("no");
      await draft.rewrite("yes");
      await draft.hold({ timeoutMs: 1, then: "approve" });
    });
    await manager.start();
    const bots = [aBot("echo")];
    const human = server.ask(textMessage("hi"), { kind: "human", bots, conversationId: "c-1" });
    const draft = server.ask(textMessage("hi"), { kind: "draft", bots, conversationId: "c-2" });
    await server.until(() => server.endOf(human) === "done" && server.endOf(draft) === "done");
    expect(server.faults).toEqual([]);
    const types = server.calls.flatMap((call) => (call.name === "effect" ? [call.input.effect.type] : []));
    expect(types.sort()).toEqual(
      ["approve", "hold", "redirect", "redirect", "reject", "rewrite", "send", "send", "send"].sort(),
    );
  });

  it("is let in with a manager's key alone [F53]", async () => {
    await using server = await BotsServer.listen();
    await using manager = new Manager({ url: server.url, key: "k_echo", logger: new RecordingLogger() });
    await expect(manager.start()).rejects.toThrow('"echo" is registered as a bot');
  });
});
