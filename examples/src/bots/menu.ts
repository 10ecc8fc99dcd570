// Greets whoever opens the chat and leads through a menu. Make a key with `natter bots add menu`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/menu.js
import { createMenuBot } from "./menu-bot.js";

await createMenuBot().start();
