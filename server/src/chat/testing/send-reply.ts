import type { BotRequest, SentMessage } from "@natter/protocol";
import type { BotActor } from "../actor.js";
import type { Core } from "../core.js";
import { sendEffect } from "../send-effect.js";
import { textEffect } from "./text-effect.js";

/** Says `reply <index>` as the effect at `index` of that attempt. */
export const sendReply = (
  core: Core,
  bot: BotActor,
  { requestId, attempt }: Pick<BotRequest, "requestId" | "attempt">,
  index: number,
): Promise<SentMessage> =>
  sendEffect(core, bot, { requestId, attempt, index, effect: textEffect(`reply ${index}`) });
