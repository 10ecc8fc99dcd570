// Running the server inside a program of one's own.

export type { Config } from "./config.js";
export { ConfigError, loadConfig } from "./config.js";
export type { Log } from "./log.js";
export { createLog } from "./log.js";
export type { RunningServer, StartOptions } from "./server.js";
export { startServer } from "./server.js";
export type { Store } from "./store/store.js";

// Bots and keys, as the CLI makes them.

export type { IssuedKey } from "./registration.js";
export { issueAdminKey, issueBotKey, registerBot, setWebhook } from "./registration.js";
