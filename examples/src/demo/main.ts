// What `pnpm start` runs: the server on its embedded database, the example bots as programs of their own, and
// a page with the widget on it.
import { ConfigError, createLog, loadConfig, startServer } from "@natter/server";
import { registerDemo } from "./register-demo.js";
import { serveDemoPages } from "./serve-pages.js";
import { startBots } from "./start-bots.js";

try {
  const config = await loadConfig();
  // The demo speaks to a person; the server's own JSON lines show up only when something is wrong.
  const log = createLog(process.env.NATTER_LOG_LEVEL ? config.logLevel : "warn");
  const server = await startServer(config, { log, middleware: [serveDemoPages()] });
  const demo = await registerDemo(server.store);
  const bots = startBots(server.url, demo.bots);
  console.log(`
  Natter is running.

    Demo page        ${server.url}/
    A hostile page   ${server.url}/hostile.html
    Bots             ${demo.bots.map((bot) => bot.name).join(", ")}
    Database         ${config.database}
    Request history  curl -H "Authorization: Bearer ${demo.adminKey.key}" "${server.url}/api/v1/admin/requests/export"

  The keys are valid until it stops. Stop with Ctrl-C.
`);
  await stopSignal();
  await bots.stop();
  await demo.revoke();
  await server.close();
} catch (error) {
  console.error(teach(error));
  process.exitCode = 1;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

function teach(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is taken. Stop what listens there, or choose another: NATTER_PORT=8081 npx pnpm start";
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
