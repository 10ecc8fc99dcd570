/** Decides which web pages may talk to the server; CORS and the socket's handshake ask the same policy. */
export interface OriginPolicy {
  /**
   * `origin` is the request's `Origin` header: absent means that no browser sent it, which is allowed, since
   * the list protects people in browsers and is no authentication. `ownHost` is the host (with port) that
   * the request was sent to; a page served from there is always allowed.
   */
  allows(origin: string | undefined, ownHost?: string): boolean;
}

/** What is allowed when nothing is configured: every page of one's own machine. */
export const localOrigins = [
  "http://localhost:*",
  "https://localhost:*",
  "http://127.0.0.1:*",
  "https://127.0.0.1:*",
] as const;

/**
 * A pattern is an exact origin (`https://www.example.com`), all subdomains of a domain but not the domain
 * itself (`https://*.example.com`), any port of a host (`http://localhost:*`), or `*` for everything,
 * even the opaque origin `null`.
 */
export function createOriginPolicy(patterns: readonly string[]): OriginPolicy {
  const rules = patterns.map(compile);
  return {
    allows(origin, ownHost) {
      if (origin === undefined) return true;
      if (rules.includes("everything")) return true;
      const url = parseOrigin(origin);
      if (url === null) return false;
      if (ownHost !== undefined && url.host === ownHost.toLowerCase()) return true;
      return rules.some((rule) => rule !== "everything" && rule(url));
    },
  };
}

/** What is wrong with a pattern and what would be right, or null. */
export function originPatternFault(pattern: string): string | null {
  try {
    compile(pattern);
    return null;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

type Rule = "everything" | ((url: URL) => boolean);

function compile(pattern: string): Rule {
  if (pattern === "*") return "everything";
  const [, scheme, wildcard = "", rest = ""] = /^(https?:\/\/)(\*\.)?(.+)$/iu.exec(pattern) ?? [];
  const isAnyPort = rest.endsWith(":*");
  const url = parseOrigin(`${scheme}${isAnyPort ? rest.slice(0, -2) : rest}`);
  if (url === null || url.hostname.includes("*")) {
    throw new SyntaxError(
      `"${pattern}" is not an origin; write scheme and host without a path, such as https://www.example.com, ` +
        "https://*.example.com, http://localhost:* or *",
    );
  }
  return (candidate) =>
    candidate.protocol === url.protocol &&
    (isAnyPort || candidate.port === url.port) &&
    (wildcard ? candidate.hostname.endsWith(`.${url.hostname}`) : candidate.hostname === url.hostname);
}

/** The URL of a serialised http(s) origin, RFC 6454 section 6.2, or null when `text` is something else. */
function parseOrigin(text: string): URL | null {
  if (!/^https?:\/\/[^/?#@\\\s]+$/iu.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
