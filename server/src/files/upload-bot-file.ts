import type { BotFile, FileMessageType } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { type IncomingFile, receiveFile } from "./receive-file.js";

/** Keeps a file for one effect of the bot that uploads it. Where none names it within a day, the sweep removes it. */
export async function uploadBotFile(
  core: Core,
  actor: BotActor,
  type: FileMessageType,
  file: IncomingFile,
): Promise<BotFile> {
  const received = await receiveFile(core, type, file);
  await core.submit({
    keys: {},
    apply: (work) => work.addFile({ ...received, botId: actor.botId }),
  });
  const { key, name, sizeBytes, mimeType } = received;
  return { fileKey: key, name, sizeBytes, mimeType };
}
