// Says what is in a file. Make a key with `natter bots add file-inspector`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/file-inspector.js
import { createFileInspectorBot } from "./file-inspector-bot.js";

await createFileInspectorBot().start();
