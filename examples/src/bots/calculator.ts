// Answers arithmetic. Make a key with `natter bots add calculator`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/calculator.js
import { createCalculatorBot } from "./calculator-bot.js";

await createCalculatorBot().start();
