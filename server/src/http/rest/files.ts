import { findFile } from "../../files/find-file.js";
import { uploadBotFile } from "../../files/upload-bot-file.js";
import { answerWithFile } from "../answer-with-file.js";
import type { RestHandlers, RestServices } from "./call.js";

export function fileHandlers({ core }: RestServices): Pick<RestHandlers, "getFile" | "uploadBotFile"> {
  return {
    async getFile({ actor, params, query }, ctx) {
      return answerWithFile(ctx, core.blobs, await findFile(core, actor, params.key, query));
    },

    async uploadBotFile({ actor, upload }) {
      return uploadBotFile(core, actor, upload.message.type, upload.file);
    },
  };
}
