import { readdirSync, readFileSync } from "node:fs";
import { parse, visitorCalls, visitorEvents } from "@natter/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  next,
  startTestServer,
  type TestServer,
  type VisitorClient,
  welcome,
} from "../testing/test-server.js";

const folder = new URL("../../../protocol/golden/", import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const inputs = readdirSync(folder)
  .map((file) => /^visitor\.(?<call>.+)\.input\.json$/u.exec(file)?.groups?.call)
  .filter((call) => call !== undefined && call !== "handshake");

describe("the server against the golden messages", () => {
  let house: TestServer;
  let client: VisitorClient;
  const call = (name: string, input: unknown) =>
    (client as unknown as { emitWithAck(...args: unknown[]): Promise<unknown> }).emitWithAck(name, input);

  beforeAll(async () => {
    house = await startTestServer();
    const { token } = await house.create();
    client = await house.visitor({ token });
  });
  afterAll(() => house[Symbol.asyncDispose]());

  it.each(inputs)("the golden invalid input of %s is refused and its field is named", async (name) => {
    const { invalid, invalidField } = golden(`visitor.${name}.input`);
    const answer = await call(String(name), invalid);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "invalid", details: [{ field: invalidField }] },
    });
  });

  it.each(
    // The two that end things come last, on conversations of their own.
    inputs.filter((name) => !name?.startsWith("conversation.")),
  )("the golden valid input of %s is answered in the shape of its golden reply", async (name) => {
    const sent = await client.emitWithAck("message.send", { localId: `for ${name}`, text: "mine" });
    const { valid } = golden(`visitor.${name}.input`);
    // The golden message does not exist here; one of one's own stands in for it.
    if ("messageId" in valid && sent.ok) valid.messageId = sent.data.message.id;
    const answer = await call(String(name), valid);
    const reply = visitorCalls[name as keyof typeof visitorCalls].reply;
    expect(answer).toMatchObject({ ok: true });
    const { data } = answer as { data: object };
    expect(parse(reply, data)).toEqual({ ok: true, value: data });
  });

  it("what the server sends by itself has the golden shapes", async () => {
    const { token } = await house.create();
    const fresh = await house.visitor({ token, cursor: 0 });
    const [state, feed] = await Promise.all([next(fresh, "state"), welcome(fresh)]);
    for (const [name, payload] of Object.entries({ state, feed })) {
      const schema = visitorEvents[name as keyof typeof visitorEvents].payload;
      expect(parse(schema, payload)).toEqual({ ok: true, value: payload });
      expect(Object.keys(payload as object).sort()).toEqual(
        Object.keys(golden(`visitor.${name}.payload`).valid).sort(),
      );
    }
  });
});
