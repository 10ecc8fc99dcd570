// Importing this registers <natter-chat>. On a server it registers nothing and harms nothing.

import { defineNatterChat } from "./element/define.js";

export { NatterChat } from "./element/natter-chat.js";
export type { NatterEventMap } from "./panel/events.js";
export type { ChatStatus } from "./state/snapshot.js";

defineNatterChat(() => import("./panel/create-panel.js"));
