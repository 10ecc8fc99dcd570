import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ageDatabase } from "./age-database.js";
import { type ChildServer, startChildServer } from "./child-server.js";

export const serverNames = ["natter", "relay", "naive"] as const;
export type ServerName = (typeof serverNames)[number];

export const natterProgram = fileURLToPath(new URL("../../../server/dist/main.js", import.meta.url));

export interface StartedServer extends ChildServer {
  readonly name: ServerName;
  /** What the server was started with; `natter bots add` needs the same. */
  readonly env: Record<string, string>;
}

interface StartServerOptions {
  nodeFlags: string[];
  /** Settings beside those that all benchmarks share. */
  env?: Record<string, string>;
  /** Conversations that the real server's database has seen before. Default 0, a fresh file. */
  oldConversations?: number;
}

/** Starts one of the servers on a database of its own; all three databases lie on the same disk. */
export async function startServer(name: ServerName, options: StartServerOptions): Promise<StartedServer> {
  const folder = await mkdtemp(path.join(tmpdir(), `natter-bench-${name}-`));
  const env = {
    NATTER_PORT: "0",
    NATTER_HOST: "127.0.0.1",
    NATTER_DATABASE: path.join(folder, "bench.sqlite"),
    NATTER_LOG_LEVEL: "info",
    NATTER_SECRET: "a-secret-for-benchmarks-of-32-characters-and-more",
    // What is measured is the server and not its limits; the benchmark about these sets them.
    NATTER_RATE_LIMITS: "off",
    NODE_ENV: "production",
    ...options.env,
  };
  if (name === "natter" && options.oldConversations) {
    await ageDatabase(natterProgram, env, env.NATTER_DATABASE, options.oldConversations);
  }
  const server = await startChildServer({
    program: name === "natter" ? natterProgram : fileURLToPath(new URL(`./${name}.js`, import.meta.url)),
    args: name === "natter" ? ["serve"] : [],
    nodeFlags: options.nodeFlags,
    env,
  });
  return {
    ...server,
    name,
    env,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
