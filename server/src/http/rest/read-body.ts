import { bodyParser } from "@koa/bodyparser";
import { limits } from "@natter/protocol";
import type Koa from "koa";
import { failure, invalidInput, type NatterError } from "../../errors.js";
import type { HttpContext } from "../context.js";

const parseJson = bodyParser({
  enableTypes: ["json"],
  jsonLimit: limits.frameMaxChars,
  // What is JSON but no object is refused below, in better words.
  jsonStrict: false,
  onError(error) {
    throw refusal(error);
  },
});

/** The JSON object in the body, or undefined where there is no body. Rejects with a `NatterError` otherwise. */
export async function readBody(ctx: HttpContext): Promise<unknown> {
  const hasBody = ctx.request.length > 0 || ctx.headers["transfer-encoding"] !== undefined;
  if (!hasBody) return undefined;
  if (!ctx.is("application/json")) {
    const received = ctx.request.type || "no Content-Type";
    throw failure("unsupported_media_type", "body.type", { received });
  }
  // The parser reads nothing of the context that its state could change.
  await parseJson(ctx as Koa.Context, async () => {});
  const { body } = ctx.request;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  // An array would pass for an object whose fields were all left out.
  throw invalidInput([{ field: "body", message: "must be one JSON object" }]);
}

function refusal(error: Error & { status?: number }): NatterError {
  if (error.status === 413) {
    return failure("too_large", "body.large", { max: limits.frameMaxChars });
  }
  if (error.status === 415) {
    return failure("unsupported_media_type", "body.encoding", {}, { cause: error });
  }
  return failure("invalid_json", "body.broken", {}, { cause: error });
}
