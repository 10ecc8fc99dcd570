import { pipeline, Readable } from "node:stream";
import { constants, createGzip } from "node:zlib";
import { exportRequests } from "../../requests/export-requests.js";
import { listRequests } from "../../requests/list-requests.js";
import type { RestHandlers, RestServices } from "./call.js";

export function requestHandlers(
  services: RestServices,
): Pick<RestHandlers, "listRequests" | "exportRequests"> {
  const { core, cursors, config } = services;
  const tools = { store: core.store, cursors, now: core.now, newId: core.newId, ...config };
  return {
    async listRequests({ query }, ctx) {
      // Beside a cursor, `now` means the moment of the first page, which the cursor carries.
      for (const name of ["since", "until"] as const) {
        if (query.cursor !== undefined && ctx.query[name] === "now") delete query[name];
      }
      return listRequests(tools, query);
    },

    async exportRequests({ actor, query }, ctx) {
      const { contentType, fileName, chunks } = await exportRequests(tools, actor, query);
      const source = Readable.from(chunks, { objectMode: false });
      const isZipped = ctx.acceptsEncodings("gzip", "identity") === "gzip";
      ctx.attachment(fileName);
      ctx.set("Content-Type", contentType);
      ctx.vary("Accept-Encoding");
      if (isZipped) ctx.set("Content-Encoding", "gzip");
      // HEAD wants the headers alone, so nothing is read for it.
      return isZipped && ctx.method !== "HEAD" ? zip(source) : source;
    },
  };
}

function zip(source: Readable): Readable {
  // Flushed chunk by chunk: a slow export shows progress, and no proxy takes it for idle.
  const zipped = createGzip({ flush: constants.Z_SYNC_FLUSH });
  // A fault on either side destroys the other, which Koa then logs; there is nothing more to do here.
  return pipeline(source, zipped, () => {});
}
