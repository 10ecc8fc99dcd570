import type { Ambient } from "./ambient.js";
import { createLocalId } from "./create-local-id.js";

export const realAmbient: Ambient = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => createLocalId(),
  isOffline: () => !navigator.onLine,
  // biome-ignore lint/suspicious/noConsole: the site's developers look there
  warn: (text) => console.warn(text),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener("abort", finish);
    }),
};
