import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Takes the white space out of our style sheets: a minifier leaves template literals as they are. */
export function slimCss() {
  return {
    name: "natter:slim-css",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/theme\/[^/]+\.ts$/.test(id)) return null;
      const slim = (css) =>
        css
          .replace(/\s+/g, " ")
          .replace(/ ?([{};,]) ?/g, "$1")
          .replace(/: /g, ":")
          .replace(/;}/g, "}")
          .replace(/ !important/g, "!important")
          .replace(/(?<![\d.])0\.(?=\d)/g, ".");
      return {
        code: code
          .replace(/\/\*[\s\S]*?\*\//g, "")
          .replace(/`([^`]*)`/g, (_, css) => `\`${slim(css).trim()}\``),
        map: null,
      };
    },
  };
}

/**
 * The panel speaks WebSocket only. Socket.IO's client brings polling and WebTransport along and cannot be shaken,
 * so its imports are led past them.
 */
export function webSocketOnly() {
  const client = dirname(createRequire(import.meta.url).resolve("socket.io-client/package.json"));
  const engine = dirname(createRequire(`${realpathSync(client)}/`).resolve("engine.io-client/package.json"));
  const esm = `${engine}/build/esm`;
  const modules = {
    "socket.io-client": `export { Manager } from "${realpathSync(client)}/build/esm/manager.js";`,
    "engine.io-client": `export { Socket } from "${esm}/socket.js"; export { installTimerFunctions } from "${esm}/util.js"; export { nextTick } from "${esm}/globals.js";`,
    "./transports/index.js": `import { WS } from "${esm}/transports/websocket.js"; export const transports = { websocket: WS };`,
  };
  return {
    name: "natter:web-socket-only",
    enforce: "pre",
    resolveId: (source) => (source in modules ? `\0${source}` : null),
    load: (id) => modules[id.slice(1)] ?? null,
  };
}
