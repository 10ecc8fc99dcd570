// Lets people pick the bot that they talk to. Make a key with `natter bots add boss --manager`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/pre-select.js
import { createPreSelectManager } from "./pre-select-manager.js";

await createPreSelectManager().start();
