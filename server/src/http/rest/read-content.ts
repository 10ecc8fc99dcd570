import type { RestCall } from "@natter/protocol";
import { failure } from "../../errors.js";
import type { HttpContext } from "../context.js";
import { readUpload, type Upload } from "../read-upload.js";
import { readBody } from "./read-body.js";
import { readBy } from "./read-by.js";

/** What a request carries: JSON, or the beginning of an upload where the call takes one. */
export async function readContent(
  call: RestCall,
  ctx: HttpContext,
): Promise<{ body: unknown; upload: Upload<unknown> | null }> {
  const isMultipart = /^multipart\/form-data *(;|$)/iu.test(ctx.get("Content-Type"));
  if (call.upload && isMultipart) return { body: undefined, upload: await readUpload(ctx.req, call.upload) };
  if (call.upload && !call.body) throw failure("unsupported_media_type", "parts.type");
  return { body: call.body && readBy(call.body, await readBody(ctx), "body"), upload: null };
}
