import { errorCodes, type WireError } from "@natter/protocol";
import { NatterError, toWireError } from "../errors.js";
import { StoreError } from "../store/store.js";
import type { HttpContext, HttpMiddleware } from "./context.js";

/** Answers failures as problem details (RFC 9457). What is not meant for callers is logged and hidden. */
export const answerWithProblems: HttpMiddleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const failure = expected(error);
    if (!(failure instanceof NatterError)) ctx.state.log.error({ err: error }, "request failed");
    else if (failure.status >= 500) ctx.state.log.warn({ err: error }, "request refused");
    answer(ctx, toWireError(failure));
  }
};

function answer(ctx: HttpContext, error: WireError): void {
  const { status, title } = errorCodes[error.code];
  ctx.status = status;
  ctx.set("Content-Type", "application/problem+json");
  ctx.set("Cache-Control", "no-store");
  if (status === 401) ctx.set("WWW-Authenticate", 'Bearer realm="natter"');
  if (error.retryAfterMs !== undefined) ctx.set("Retry-After", String(Math.ceil(error.retryAfterMs / 1000)));
  // The rest of a body that is too long is not worth reading.
  if (status === 413) ctx.set("Connection", "close");
  ctx.body = JSON.stringify({
    type: `/docs/errors#${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.details && { errors: error.details }),
    ...(error.localId !== undefined && { localId: error.localId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  });
}

/** The failure in the words of the protocol, where it has words for it. */
function expected(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.fault === "constraint") return error;
  const message = "The server cannot reach its database. Try again a little later.";
  return new NatterError("unavailable", message, { retryAfterMs: 1000, cause: error });
}
