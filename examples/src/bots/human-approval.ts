// Holds what bots say until a person approves it. Make a key with `natter bots add boss --manager`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/human-approval.js
// HOLD_SECONDS says how long a person has; ten minutes where it is not set.
import { createHumanApprovalManager } from "./human-approval-manager.js";

await createHumanApprovalManager(Number(process.env.HOLD_SECONDS ?? 600) * 1000).start();
