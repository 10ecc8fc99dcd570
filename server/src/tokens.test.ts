import { createHmac, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import type { VisitorActor } from "./chat/actor.js";
import { createTokens } from "./tokens.js";

const secret = "a secret of more than thirty-two characters";
const actor: VisitorActor = {
  kind: "visitor",
  visitorId: "v",
  conversationId: "c",
  participantId: "p",
  tokenIssuedAt: 1_800_000_000_000,
};
const days = 24 * 3600 * 1000;

test("a token says who its bearer is, for thirty days", async () => {
  let now = 1_800_000_000_000;
  const tokens = createTokens(secret, { now: () => now });
  const token = await tokens.sign(actor);
  now += 30 * days - 1000;
  expect(await tokens.verify(token)).toEqual(actor);
  now += 2000;
  await expect(tokens.verify(token)).rejects.toMatchObject({
    code: "token_expired",
    message: expect.stringContaining("join this one again"),
  });
});

test("forged, foreign, unsigned and broken tokens are unauthorized [F31]", async () => {
  const now = () => 1_800_000_000_000;
  const tokens = createTokens(secret, { now });
  const token = await tokens.sign(actor);
  const [header = "", payload = "", signature = ""] = token.split(".");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const forged = encode({ ...claims, sub: "somebody-else" });
  const unsigned = encode({ alg: "none", typ: "JWT" });
  for (const bad of [
    "",
    "x",
    `${header}.${forged}.${signature}`,
    `${unsigned}.${payload}.`,
    `${unsigned}.${payload}.${signature}`,
    token.slice(0, -4),
    await createTokens(`${secret}!`, { now }).sign(actor),
  ]) {
    await expect(tokens.verify(bad), bad).rejects.toMatchObject({ code: "unauthorized" });
  }
});

test("a token of the right key but for another purpose is unauthorized", async () => {
  const now = () => 1_800_000_000_000;
  const tokens = createTokens(secret, { now });
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "natter:visitor", 32));
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const make = (claims: object, alg = "HS256", digest = "sha256") => {
    const body = `${encode({ alg, typ: "JWT" })}.${encode(claims)}`;
    return `${body}.${createHmac(digest, key).update(body).digest("base64url")}`;
  };
  const good = { aud: "natter:visitor", sub: "p", cid: "c", vid: "v", at: now(), exp: now() / 1000 + 60 };
  expect(await tokens.verify(make(good))).toEqual(actor);
  const { exp: _exp, ...endless } = good;
  const { vid: _vid, ...nobody } = good;
  for (const bad of [
    make({ ...good, aud: "natter:files" }),
    make(endless),
    make(nobody),
    make(good, "HS512", "sha512"),
  ]) {
    await expect(tokens.verify(bad)).rejects.toMatchObject({ code: "unauthorized" });
  }
});
