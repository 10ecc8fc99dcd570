// Lets a Rasa server answer. Make a key with `natter bots add rasa`, then run
//   RASA_URL=http://127.0.0.1:5005 NATTER_BOT_KEY=… node examples/dist/bots/rasa-bridge.js
import { createRasaBridge } from "./rasa-bridge-bot.js";

await createRasaBridge(process.env.RASA_URL ?? "http://127.0.0.1:5005").start();
