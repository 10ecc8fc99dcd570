// Sends arithmetic to the bot `calculator` and the rest to `echo`. Make a key with `natter bots add boss --manager`,
// start those two, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/router.js
import { createRouterManager } from "./router-manager.js";

await createRouterManager().start();
