import { createHash } from "node:crypto";
import { type ErrorCode, errorCodes } from "@natter/protocol";
import { codeText } from "../i18n/code-texts.js";
import type { Language } from "../i18n/languages.js";
import type { HttpMiddleware } from "./context.js";
import { languageFor } from "./problems.js";

const texts = {
  en: {
    title: "Errors",
    lead: "Every failed call carries one of these codes: as <code>code</code> of a problem (RFC 9457) over HTTP, as <code>error.code</code> over a socket.",
    retry: "The same call may succeed later.",
    noRetry: "The same call will fail again.",
  },
  pt: {
    title: "Erros",
    lead: "Toda chamada que falha traz um destes códigos: como <code>code</code> de um problema (RFC 9457) por HTTP, como <code>error.code</code> por um soquete.",
    retry: "A mesma chamada pode dar certo mais tarde.",
    noRetry: "A mesma chamada falhará de novo.",
  },
} as const satisfies Record<Language, object>;

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
h2{margin:2rem 0 0}p{margin:.25rem 0}:target{background:Mark;color:MarkText}`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** `/docs/errors`: where the `type` of every problem leads. Without a script, made from the protocol's table. */
export const serveErrorPage: HttpMiddleware = (ctx) => {
  const language = languageFor(ctx);
  const csp = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`;
  ctx.set("Content-Security-Policy", csp);
  ctx.set("Content-Language", language);
  ctx.set("Cache-Control", "public, max-age=3600");
  ctx.type = "html";
  ctx.body = render(language);
};

function render(language: Language): string {
  const { title, lead, retry, noRetry } = texts[language];
  const entries = (Object.keys(errorCodes) as ErrorCode[]).map((code) => {
    const { status, isRetryable } = errorCodes[code];
    const { title: meaning, remedy } = codeText(language, code);
    return `<h2 id="${code}"><code>${code}</code> · ${status}</h2>
<p>${meaning}. ${isRetryable ? retry : noRetry}</p>
<p>${remedy}</p>`;
  });
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Natter: ${title}</title>
<style>${style}</style>
<h1>${title}</h1>
<p>${lead}</p>
${entries.join("\n")}
</html>
`;
}
