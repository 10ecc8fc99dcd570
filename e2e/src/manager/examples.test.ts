import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { build } from "../ways/run-process.js";
import { type Guest, Stage } from "./stage.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
beforeAll(() => build(house, "examples"));

async function stageWith(...bots: string[]): Promise<Stage> {
  const stage = await Stage.open();
  onTestFinished(() => stage[Symbol.asyncDispose]());
  await Promise.all(bots.map((bot) => stage.bot(bot)));
  return stage;
}
const lastOf = (guest: Guest) => expect.poll(async () => (await guest.texts()).at(-1));

describe("the example managers, as programs beside a real server", () => {
  it("transparent: people hear every bot, and every bot hears people [F59] [F54] [F55]", async () => {
    const stage = await stageWith("echo", "calculator");
    await stage.manager("transparent");
    const guest = await stage.guest("echo", "calculator");
    await guest.say("1 + 1");
    await expect.poll(async () => (await guest.texts()).sort()).toEqual(["1 + 1", "= 2", "You said: 1 + 1"]);
    const commands = await stage.commands(guest);
    expect(commands.map(({ type, actor }) => `${actor.kind} ${type}`)).toEqual([
      "bot redirect",
      "bot approve",
      "bot approve",
    ]);
    expect(await stage.held()).toEqual([]);
  });

  it("router: the calculator gets arithmetic, echo the rest, and neither the other's [F59] [F47] [F50]", async () => {
    const stage = await stageWith("echo", "calculator");
    await stage.manager("router");
    const guest = await stage.guest("echo", "calculator");
    await guest.say("2 * (3 + 4)");
    await lastOf(guest).toBe("= 14");
    await guest.say("hello");
    await lastOf(guest).toBe("You said: hello");
    expect(await guest.texts()).toEqual(["2 * (3 + 4)", "= 14", "hello", "You said: hello"]);
    expect(await stage.askedOf("calculator")).toEqual(["2 * (3 + 4)"]);
    expect(await stage.askedOf("echo")).toEqual(["hello"]);
  });

  it("pre-select: greets, offers, sends on to the picked bot though it is killed meanwhile [F59] [F201]", async () => {
    const stage = await stageWith("echo", "calculator");
    const manager = await stage.manager("pre-select");
    const guest = await stage.guest("echo", "calculator");
    await lastOf(guest).toMatch(/^Hello Ann!|^Hello!/u);
    const [greeting] = await guest.sees();
    expect(greeting?.options).toEqual([{ text: "echo" }, { text: "calculator" }]);
    await guest.pick("calculator");
    await lastOf(guest).toMatch(/^You are talking to calculator/u);
    await guest.say("2 + 2");
    await lastOf(guest).toBe("= 4");

    await manager.process.kill();
    await guest.say("3 + 3");
    await stage.restart("pre-select", manager.key);
    await lastOf(guest).toBe("= 6");
    await guest.say("exit");
    await lastOf(guest).toMatch(/^Goodbye!/u);
    await guest.say("4 + 4");
    await lastOf(guest).toMatch(/^Please pick one first/u);
    expect(await stage.askedOf("echo")).toEqual([]);
  });

  it("human approval: a person approves, rewrites and rejects over REST, each once [F59] [F55] [F58]", async () => {
    const stage = await stageWith("echo");
    await stage.manager("human-approval");
    const guest = await stage.guest("echo");
    for (const [count, text] of ["one", "two", "three"].entries()) {
      await guest.say(text);
      await expect.poll(async () => (await stage.held()).length).toBe(count + 1);
    }
    expect(await guest.texts()).toEqual(["one", "two", "three"]);
    const held = await stage.held();
    expect(held).toMatchObject([
      { message: { text: "You said: one", seq: 0 }, sender: { botName: "echo" }, hold: { then: "reject" } },
      { message: { text: "You said: two" } },
      { message: { text: "You said: three" } },
    ]);
    const [one, two, three] = held.map(({ message }) => message.id);

    await stage.command({ type: "rewrite", messageId: two, text: "You said: deux", commandKey: "desk-1" });
    await stage.command({ type: "approve", messageId: one, commandKey: "desk-2" });
    await stage.command({ type: "approve", messageId: one, commandKey: "desk-2" });
    await stage.command({ type: "approve", messageId: one, commandKey: "desk-3" });
    await stage.command({ type: "reject", messageId: three, reason: "rude", commandKey: "desk-4" });
    expect(await guest.texts()).toEqual(["one", "two", "three", "You said: deux", "You said: one"]);
    expect(await stage.held()).toEqual([]);
    const late = stage.command({ type: "approve", messageId: three, commandKey: "desk-5" });
    await expect(late).rejects.toThrow(/409/u);

    const ofPeople = (await stage.commands(guest)).filter(({ actor }) => actor.kind === "admin");
    expect(ofPeople.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      "rewrite done",
      "approve done",
      "approve unchanged",
      "reject done",
    ]);
  });

  it("human approval: what nobody looked at in time is never shown [F59] [F58] [F208]", async () => {
    const stage = await stageWith("echo");
    const manager = await stage.manager("human-approval", { HOLD_SECONDS: "5" });
    const guest = await stage.guest("echo");
    await guest.say("one");
    const commands = async () => (await stage.commands(guest)).map(({ type }) => type);
    await expect.poll(commands).toContain("hold");
    // The policy needs nobody alive.
    await manager.process.kill();
    await expect.poll(commands).toContain("reject");
    expect(await stage.held()).toEqual([]);
    expect(await guest.texts()).toEqual(["one"]);
    const [, , rejected] = await stage.commands(guest);
    expect(rejected).toMatchObject({ type: "reject", actor: { kind: "policy", id: null } });
  });
});
