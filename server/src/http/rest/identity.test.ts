import { generateKeyPairSync } from "node:crypto";
import type { ConversationList, Membership } from "@natter/protocol";
import { type JWTPayload, SignJWT } from "jose";
import { describe, expect, it, vi } from "vitest";
import { createIdentities } from "../../identity.js";
import { openTestApp, type TestApp } from "../testing/test-app.js";

const secret = "the site's own secret, known to its server and to Natter";

function vouch(
  claims: JWTPayload,
  { expiresIn = "5m", issuedAt = Date.now(), key = secret } = {},
): Promise<string> {
  const iat = Math.floor(issuedAt / 1000);
  return new SignJWT({ aud: "natter", ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt(iat)
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(key));
}

const open = async (key: string = secret) =>
  openTestApp({ identities: await createIdentities({ key, now: Date.now }) });
const create = async (app: TestApp, identity: string, body: object = {}) =>
  app.call("POST", "/conversations", { body, headers: { "Natter-Identity": identity } });
const list = async (app: TestApp, headers: Record<string, string>) =>
  (await (await app.call("GET", "/conversations", { headers })).json()) as ConversationList;

describe("a site vouches for its visitor", () => {
  it("[F230] the same person finds the same conversations on another device, and nobody else's", async () => {
    await using app = await open();
    const first = (await (await create(app, await vouch({ sub: "ann", name: "Ann" }))).json()) as Membership;
    expect(first.participant.nickname).toBe("Ann");
    // What the site calls them may be no nickname as it is.
    for (const [name, nickname] of [
      [`\0 Ann\n${"👩‍🚀".repeat(20)}`, `Ann ${"👩‍🚀".repeat(9)}`],
      ["\u200b", expect.stringMatching(/^ANON_/u)],
    ] as const) {
      const made = await create(app, await vouch({ sub: "odd", name }));
      expect(await made.json()).toMatchObject({ participant: { nickname } });
    }
    await create(app, await vouch({ sub: "bob" }));
    await app.start();
    const elsewhere = await vouch({ sub: "ann" });
    const { conversations } = await list(app, { "Natter-Identity": elsewhere });
    expect(conversations.map(({ conversation }) => conversation.id)).toEqual([first.conversation.id]);
    const joined = await app.call("POST", `/conversations/${first.conversation.id}/join`, {
      body: {},
      headers: { "Natter-Identity": elsewhere },
    });
    expect(joined.status).toBe(200);
    const membership = (await joined.json()) as Membership;
    expect(membership.participant.id).toBe(first.participant.id);
    const read = await app.call("GET", `/conversations/${first.conversation.id}/messages`, {
      token: membership.token,
    });
    expect(read.status).toBe(200);
  });

  it("expired, old, foreign, forged and purposeless tokens are refused with a reason", async () => {
    await using app = await open();
    const hour = 3600_000;
    const bad: [string, string][] = [
      [await vouch({ sub: "ann" }, { expiresIn: "-1m" }), "token_expired"],
      [await vouch({ sub: "ann" }, { expiresIn: "2h", issuedAt: Date.now() - hour }), "token_expired"],
      [await vouch({ sub: "ann", aud: "something-else" }), "unauthorized"],
      [await vouch({}), "unauthorized"],
      [
        await vouch({ sub: "ann" }, { key: "another secret of more than thirty-two characters" }),
        "unauthorized",
      ],
      ["not.a.token", "unauthorized"],
    ];
    for (const [token, code] of bad) {
      const response = await create(app, token);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, code]);
    }
  });

  it("a clock that is a little off is forgiven", async () => {
    await using app = await open();
    const ahead = await vouch({ sub: "ann" }, { issuedAt: Date.now() + 20_000 });
    expect((await create(app, ahead)).status).toBe(201);
  });

  it("a public key checks what the site signed with its private one, and is never taken for a secret", async () => {
    for (const [alg, pair] of [
      ["ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
      ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ] as const) {
      const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
      await using app = await open(pem);
      const good = await new SignJWT({ aud: "natter", sub: "ann" })
        .setProtectedHeader({ alg })
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(pair.privateKey);
      expect((await create(app, good)).status).toBe(201);
      const confused = await vouch({ sub: "ann" }, { key: pem });
      expect((await create(app, confused)).status).toBe(401);
    }
  });

  it("a server without a key says so", async () => {
    await using app = await openTestApp();
    const response = await create(app, await vouch({ sub: "ann" }));
    expect(((await response.json()) as { detail: string }).detail).toContain("NATTER_IDENTITY_KEY");
  });
});

describe("lists, refresh and revocation", () => {
  it("[F27] a visitor lists their own with counts; administrators all; others nobody's", async () => {
    await using app = await openTestApp();
    const { token, conversation, participant } = await app.start({ nickname: "Ann" });
    await app.start();
    const own = (await (await app.call("GET", "/conversations", { token })).json()) as ConversationList;
    expect(own.conversations).toMatchObject([
      {
        conversation: { id: conversation.id },
        participantCount: 1,
        participantId: participant.id,
        unreadCount: 0,
      },
    ]);
    const key = await app.addAdminKey(["conversations:read"]);
    const all = (await (
      await app.call("GET", "/conversations?limit=1", { token: key })
    ).json()) as ConversationList;
    expect(all.conversations).toHaveLength(1);
    const rest = `/conversations?limit=1&cursor=${all.nextCursor}`;
    const last = (await (await app.call("GET", rest, { token: key })).json()) as ConversationList;
    expect(last.conversations.map((row) => row.conversation.id)).toEqual([conversation.id]);
    expect(last.nextCursor).toBeNull();
    expect((await app.call("GET", "/conversations")).status).toBe(401);
    const weak = await app.addAdminKey(["requests:read"]);
    expect((await app.call("GET", "/conversations", { token: weak })).status).toBe(403);
  });

  it("a token is exchanged for a fresh one; a revoked one opens nothing, over no call", async () => {
    await using app = await openTestApp();
    const { token, conversation, participant } = await app.start();
    const fresh = (await (await app.call("POST", "/token", { token })).json()) as { token: string };
    const path = `/conversations/${conversation.id}`;
    expect((await app.call("GET", path, { token: fresh.token })).status).toBe(200);
    const key = await app.addAdminKey(["participants:write"]);
    app.test.advance(5);
    const audit = vi.spyOn(app.test.store.audit, "add");
    const revoked = await app.call("POST", `/admin/participants/${participant.id}/revoke-tokens`, {
      token: key,
    });
    expect(revoked.status).toBe(200);
    const body = { localId: "a", text: "still me?" };
    for (const old of [token, fresh.token]) {
      for (const response of [
        await app.call("GET", path, { token: old }),
        await app.call("GET", `${path}/messages`, { token: old }),
        await app.call("POST", `${path}/messages`, { token: old, body }),
        await app.call("POST", `${path}/leave`, { token: old }),
        await app.call("POST", "/token", { token: old }),
      ]) {
        expect(response.status).toBe(401);
      }
    }
    expect(audit.mock.calls).toMatchObject([
      [
        {
          actor: expect.stringMatching(/^key:/u),
          action: "participants.revoke-tokens",
          details: { participantId: participant.id, participants: 1 },
        },
      ],
    ]);
    const unknown = await app.call("POST", "/admin/participants/nobody/revoke-tokens", { token: key });
    expect(unknown.status).toBe(404);
  });

  it("a revoked visitor does not get back in by the token of another conversation", async () => {
    await using app = await openTestApp({ roomsEnabled: true });
    const first = await app.start();
    const again = async () => {
      const response = await app.call("POST", "/conversations", { token: first.token, body: {} });
      return (await response.json()) as Membership;
    };
    // More than are read at once.
    const others = await Promise.all(Array.from({ length: 101 }, again));
    const stranger = await app.start();
    const key = await app.addAdminKey(["participants:write"]);
    app.test.advance(5);
    const audit = vi.spyOn(app.test.store.audit, "add");
    await app.call("POST", `/admin/participants/${first.participant.id}/revoke-tokens`, { token: key });
    const join = `/conversations/${first.conversation.id}/join`;
    for (const { token } of [first, others[0] ?? first, others[100] ?? first]) {
      expect((await app.call("POST", join, { token, body: {} })).status).toBe(401);
      expect((await app.call("POST", "/conversations", { token, body: {} })).status).toBe(401);
    }
    expect((await app.call("GET", "/conversations", { token: stranger.token })).status).toBe(200);
    expect(audit.mock.calls[0]?.[0].details).toMatchObject({ participants: 102 });
  });
});
