// Answers while it is still thinking. Make a key with `natter bots add streaming`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/streaming.js
import { createStreamingBot } from "./streaming-bot.js";

await createStreamingBot().start();
