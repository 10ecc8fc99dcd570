import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Membership, Message } from "@natter/protocol";
import { type Log, loadConfig, type RunningServer, startServer } from "@natter/server";
import { callRest } from "../call-rest.js";
import type { Conversation, HouseSettings } from "./house.js";

interface ServedConversation extends Conversation {
  /** The visitor's. */
  token: string;
}

export interface ServedHouse extends AsyncDisposable {
  server: RunningServer;
  /** What was logged at `warn`. */
  warnings: object[];
  converse(nickname?: string): Promise<ServedConversation>;
}

const quiet = () => {};

/** The real server on a free port, with people who talk over REST to the bot named "bot". */
export async function serve(
  { requestTimeoutMs }: HouseSettings,
  env: Record<string, string> = {},
): Promise<ServedHouse> {
  const warnings: object[] = [];
  const warn: Log["warn"] = (fields) => void warnings.push(fields);
  const log: Log = { debug: quiet, info: quiet, warn, error: quiet, child: () => log };
  const folder = await mkdtemp(path.join(tmpdir(), "natter-ways-"));
  const config = await loadConfig({
    env: {
      NATTER_DATABASE: path.join(folder, "natter.sqlite"),
      NATTER_PORT: "0",
      NATTER_BOT_REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
      ...env,
    },
  });
  const tidy = () => rm(folder, { recursive: true });
  const server = await startServer(config, { log, webhooks: { refreshMs: 50, greetAgainMs: 100 } }).catch(
    async (error: unknown) => {
      await tidy();
      throw error;
    },
  );
  return {
    server,
    warnings,
    async converse(nickname = "Ann") {
      const { conversation, token } = await callRest<Membership>(server, "/conversations", "", {
        nickname,
        bots: ["bot"],
      });
      const messages = `/conversations/${conversation.id}/messages`;
      let sent = 0;
      return {
        token,
        async say(text, quotedMessageId) {
          sent += 1;
          await callRest(server, messages, token, {
            localId: `${sent}`,
            text,
            ...(quotedMessageId && { quotedMessageId }),
          });
        },
        async send(file) {
          sent += 1;
          const form = new FormData();
          form.append("message", JSON.stringify({ type: "attachment", localId: `${sent}` }));
          form.append("file", file);
          const headers = { Authorization: `Bearer ${token}` };
          const response = await fetch(`${server.url}/api/v1${messages}`, {
            method: "POST",
            headers,
            body: form,
          });
          if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
        },
        async read(url) {
          const response = await fetch(new URL(url, server.url));
          if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
          return Buffer.from(await response.arrayBuffer());
        },
        end: () => callRest(server, `/conversations/${conversation.id}/end`, token, {}),
        thread: async () =>
          (await callRest<{ messages: Message[] }>(server, `${messages}?limit=200`, token)).messages,
      };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await tidy();
    },
  };
}
