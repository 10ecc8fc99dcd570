// Takes an order by three questions. Make a key with `natter bots add order`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/order.js
import { createOrderBot } from "./order-bot.js";

await createOrderBot().start();
