import { errorCodes, type WireError } from "@natter/protocol";
import { NatterError, toWireError } from "../errors.js";
import { expectedFailure } from "../expected-failure.js";
import { codeText } from "../i18n/code-texts.js";
import { type Language, languages } from "../i18n/languages.js";
import type { HttpContext, HttpMiddleware } from "./context.js";

/** Answers failures as problem details (RFC 9457). What is not meant for callers is logged and hidden. */
export const answerWithProblems: HttpMiddleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const known = expectedFailure(error);
    if (!(known instanceof NatterError)) ctx.state.log.error({ err: error }, "request failed");
    else if (known.status >= 500) ctx.state.log.warn({ err: error }, "request refused");
    const language = languageFor(ctx);
    answer(ctx, toWireError(known, language), language);
  }
};

/** The best of the caller's `Accept-Language` (RFC 9110 section 12.5.4). */
export function languageFor(ctx: HttpContext): Language {
  ctx.vary("Accept-Language");
  const language = ctx.acceptsLanguages(...languages);
  return language === false ? languages[0] : (language as Language);
}

function answer(ctx: HttpContext, error: WireError, language: Language): void {
  const { status, isRetryable } = errorCodes[error.code];
  ctx.status = status;
  ctx.set("Content-Language", language);
  ctx.set("Content-Type", "application/problem+json");
  ctx.set("Cache-Control", "no-store");
  if (status === 401) ctx.set("WWW-Authenticate", 'Bearer realm="natter"');
  if (error.retryAfterMs !== undefined) ctx.set("Retry-After", String(Math.ceil(error.retryAfterMs / 1000)));
  // The rest of a body that is too long is not worth reading.
  if (status === 413) ctx.set("Connection", "close");
  ctx.body = JSON.stringify({
    type: `/docs/errors#${error.code}`,
    title: codeText(language, error.code).title,
    status,
    detail: error.message,
    code: error.code,
    isRetryable,
    ...(error.details && { errors: error.details }),
    ...(error.localId !== undefined && { localId: error.localId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  });
}
