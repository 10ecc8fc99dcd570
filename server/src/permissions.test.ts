import {
  type Answer,
  botCalls,
  type RestCall,
  type RestCallName,
  restCalls,
  visitorCalls,
} from "@natter/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Permission, permissions } from "./chat/policy.js";
import {
  concerns,
  expectedAtBotDoor,
  expectedAtVisitorDoor,
  expectedIn,
  expectedOfBot,
  expectedOverRest,
  type Outcome,
} from "./testing/permissions/expected.js";
import { type House, openHouse, type Role, roles } from "./testing/permissions/roles.js";
import { golden, tryRest } from "./testing/permissions/try-rest.js";
import { type BotClient, next, type VisitorClient } from "./testing/test-server.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

type Emitter = { emitWithAck(name: string, input: unknown): Promise<unknown> };
const tried = async (socket: VisitorClient | BotClient, name: string, input: unknown): Promise<Outcome> => {
  // Also calls that the other door takes, which no map of this one has.
  const answer = (await (socket as unknown as Emitter).emitWithAck(name, input)) as Answer<unknown>;
  return answer.ok ? "ok" : answer.error.code;
};
const outcome = (connecting: Promise<unknown>): Promise<Outcome> =>
  connecting.then(
    () => "ok",
    (error: { code: Outcome }) => error.code,
  );

describe("who may do what, over REST", () => {
  const calls = Object.entries<RestCall>(restCalls) as [RestCallName, RestCall][];

  it("every visitor's call says what it concerns, and nothing else does [F270]", () => {
    const visitors = calls.filter(([, { access }]) => access.includes("visitor")).map(([name]) => name);
    expect(Object.keys(concerns).sort()).toEqual(visitors.sort());
  });

  it.each(calls)("%s [F270]", async (name, call) => {
    const found: Partial<Record<Role, Outcome>> = {};
    for (const role of roles) found[role] = await tryRest(house, name, call, role);
    expect(found).toEqual(
      Object.fromEntries(roles.map((role) => [role, expectedOverRest(name, call, role)])),
    );
  });
});

describe("who may do what, over the socket of people", () => {
  it.each(roles)("the door, to somebody with the credential of: %s [F270] [F31]", async (role) => {
    const { credential } = await house.subjectFor(role);
    const connecting = house.test.visitor(credential === undefined ? {} : { token: credential });
    expect(await outcome(connecting)).toBe(expectedAtVisitorDoor(role));
  });

  /** `history.read` reads the same feed, backwards. */
  const permissionOf = (name: string) => (name === "history.read" ? "feed.read" : name) as Permission;

  it("every call has a permission [F270]", () => {
    for (const name of Object.keys(visitorCalls))
      expect(Object.keys(permissions)).toContain(permissionOf(name));
  });

  it.each(Object.keys(visitorCalls))(
    "%s, as a member, and after leaving in another tab [F270]",
    async (name) => {
      for (const role of ["member", "left visitor"] as const) {
        const { credential, conversationId, messageId } = await house.subjectFor("member");
        const socket = await house.test.visitor({ token: credential });
        if (role === "left visitor") {
          const told = next(socket, "state");
          await fetch(`${house.test.url}/api/v1/conversations/${conversationId}/leave`, {
            method: "POST",
            headers: { Authorization: `Bearer ${credential}` },
          });
          await told;
        }
        const input = {
          ...golden(`visitor.${name}.input`),
          ...("messageId" in golden(`visitor.${name}.input`) && { messageId }),
        };
        expect([role, await tried(socket, name, input)]).toEqual([
          role,
          expectedIn(permissionOf(name), role),
        ]);
        socket.disconnect();
      }
    },
  );

  it("has no call of a bot's [F270]", async () => {
    const { credential } = await house.subjectFor("member");
    const socket = await house.test.visitor({ token: credential });
    for (const name of Object.keys(botCalls)) expect(await tried(socket, name, {})).toBe("unknown_call");
  });
});

describe("who may do what, over the socket of bots", () => {
  it.each(roles)("the door, to somebody with the credential of: %s [F270]", async (role) => {
    const { credential } = await house.subjectFor(role);
    expect(await outcome(house.test.botClient(credential))).toBe(expectedAtBotDoor(role));
  });

  it.each(Object.entries(botCalls))(
    "%s, by the bot that was asked and by another [F270]",
    async (name, call) => {
      const isAboutRequest = "requestId" in call.input.entries;
      for (const role of ["other bot", "bot"] as const) {
        const asked = await house.test.botClient(house.keys.bot);
        const request = next<{ requestId: string; attempt: number }>(asked, "request");
        await asked.emitWithAck("hello", { instance: "one", hears: ["message"], credit: 1 });
        const { conversationId } = await house.subjectFor("member");
        const { requestId, attempt } = await request;
        const caller = role === "bot" ? asked : await house.test.botClient(house.keys.otherBot);
        // A message has to be begun before more of it, or its end, can come.
        const begun = { ...golden("bots.delta.input"), requestId, attempt, from: 0 };
        if (name === "delta.end") expect(await tried(asked, "delta", begun)).toBe("ok");
        const input = {
          ...golden(`bots.${name}.input`),
          ...("conversationId" in call.input.entries && { conversationId }),
          ...(isAboutRequest && { requestId, attempt }),
          ...(name === "delta" && { from: 0 }),
        };
        const expected = expectedOfBot(name as keyof typeof botCalls, isAboutRequest, role);
        expect([role, await tried(caller, name, input)]).toEqual([role, expected]);
        caller.disconnect();
        asked.disconnect();
      }
    },
  );

  it("has no call of a visitor's [F270]", async () => {
    const socket = await house.test.botClient(house.keys.bot);
    for (const name of Object.keys(visitorCalls)) expect(await tried(socket, name, {})).toBe("unknown_call");
  });
});
