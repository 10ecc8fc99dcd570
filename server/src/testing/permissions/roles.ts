import { type AdminScope, adminScopes, type Membership, type Message } from "@natter/protocol";
import { issueAdminKey, issueBotKey, registerBot } from "../../registration.js";
import { createTokens } from "../../tokens.js";
import { startTestServer, type TestServer } from "../test-server.js";
import { formOf } from "./form-of.js";

/** Everybody who may stand at a door. */
export const roles = [
  "nobody",
  "member",
  "other visitor",
  "left visitor",
  "expired token",
  "revoked token",
  "bot",
  "other bot",
  "revoked bot",
  ...adminScopes.map((scope) => `admin ${scope}` as const),
] as const;
export type Role = (typeof roles)[number];

export const isAdmin = (role: Role): role is `admin ${AdminScope}` => role.startsWith("admin ");
export const isBot = (role: Role) => role.endsWith("bot");

/** One conversation, and what stands in it, for one role to try its credential on. */
export interface Subject {
  credential: string | undefined;
  conversationId: string;
  participantId: string;
  /** Of the conversation's own visitor: a text, and a file. */
  messageId: string;
  key: string;
  /** A bot and a key of nobody's, to be changed and taken away. */
  botId: string;
  keyId: string;
}

export interface House extends AsyncDisposable {
  test: TestServer;
  keys: { bot: string; otherBot: string; revokedBot: string };
  subjectFor(role: Role): Promise<Subject>;
}

const secret = "a secret of more than thirty-two characters";

/** The real server with somebody in every role. The bots are those of the golden messages. */
export async function openHouse(): Promise<House> {
  const test = await startTestServer({ NATTER_SECRET: secret });
  const { store } = test.server;
  const tokens = createTokens(secret, { now: Date.now });
  const oldTokens = createTokens(secret, { now: () => Date.now() - 31 * 24 * 3_600_000 });
  const menu = await registerBot(store, { name: "menu" });
  const other = await registerBot(store, { name: "other" });
  const revoked = await issueBotKey(store, menu.bot);
  await store.keys.revoke(revoked.id, Date.now());
  const keys = { bot: menu.key.key, otherBot: other.key.key, revokedBot: revoked.key };
  const adminKeys = new Map<Role, string>();
  for (const scope of adminScopes) {
    adminKeys.set(`admin ${scope}`, (await issueAdminKey(store, { name: scope, scopes: [scope] })).key);
  }

  const call = async (path: string, token: string, body?: object | FormData) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${test.url}/api/v1${path}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        ...(!isForm && { "Content-Type": "application/json" }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { message: Message };
  };

  let count = 0;
  const spare = async () => {
    const { bot, key } = await registerBot(store, { name: `spare-${++count}` });
    return { botId: bot.id, keyId: key.id };
  };

  const credentialOf = async (role: Role, membership: Membership): Promise<string | undefined> => {
    const { token, conversation, participant } = membership;
    if (isAdmin(role)) return adminKeys.get(role);
    switch (role) {
      case "nobody":
        return undefined;
      case "bot":
        return keys.bot;
      case "other bot":
        return keys.otherBot;
      case "revoked bot":
        return keys.revokedBot;
      case "other visitor":
        return (await test.create({ bots: ["menu"] })).token;
      case "expired token":
        return oldTokens.sign(await tokens.verify(token));
      case "left visitor":
        await call(`/conversations/${conversation.id}/leave`, token);
        return token;
      case "revoked token":
        await call(
          `/admin/participants/${participant.id}/revoke-tokens`,
          adminKeys.get("admin participants:write") ?? "",
        );
        return token;
      default:
        return token;
    }
  };

  return {
    test,
    keys,
    async subjectFor(role) {
      const membership = await test.create({ bots: ["menu"] });
      const { conversation, participant, token } = membership;
      const messages = `/conversations/${conversation.id}/messages`;
      const { message } = await call(messages, token, { localId: "first", text: "hello" });
      const sent = await call(messages, token, formOf({ type: "attachment", localId: "second" }));
      const url = ("file" in sent.message && sent.message.file?.url) || "";
      // Revoking counts in milliseconds: what was signed in the same one would stay valid.
      await new Promise((resolve) => setTimeout(resolve, role === "revoked token" ? 2 : 0));
      return {
        credential: await credentialOf(role, membership),
        conversationId: conversation.id,
        participantId: participant.id,
        messageId: message.id,
        ...(await spare()),
        key: /files\/([\w-]+)/u.exec(url)?.[1] ?? "",
      };
    },
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}
