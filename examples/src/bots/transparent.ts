// The smallest manager: every bot hears what people say, and people see what every bot says. Make a key with
// `natter bots add boss --manager`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/transparent.js
import { Manager } from "@natter/bot";

const manager = new Manager(); // NATTER_URL and NATTER_BOT_KEY
manager.on("human", (ctx) => ctx.redirect(ctx.bots));
manager.on("draft", (ctx) => ctx.draft.approve());
await manager.start();
