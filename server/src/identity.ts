import { createHash } from "node:crypto";
import { createLocalJWKSet, errors, importSPKI, type JWTVerifyGetKey, jwtVerify } from "jose";
import { failure, type NatterError } from "./errors.js";

/** Somebody whom the site vouches for. */
export interface Identity {
  /** The same for the same person of the same site, on every device; never that of an unverified visitor. */
  visitorId: string;
  /** The claim `name`, if any. */
  nickname: string | null;
}

/** Checks identity tokens: short-lived JWTs (RFC 7519) that the site's own server signs for its signed-in users. */
export interface Identities {
  /** Rejects with `unauthorized` or `token_expired`. */
  verify(token: string): Promise<Identity>;
}

interface IdentityOptions {
  /** A shared secret (HS256), a PEM public key, or a JWKS as JSON (RS256, ES256); null turns identities off. */
  key: string | null;
  now(): number;
}

/** The claim `aud`. A token for another purpose, signed with the same key, is no identity. */
export const identityAudience = "natter";
// What bounds replay: a token that leaks is worthless after this, whatever its own `exp` says.
const maxAge = "10 minutes";
const clockSkewSeconds = 30;

export async function createIdentities({ key, now }: IdentityOptions): Promise<Identities | null> {
  if (key === null) return null;
  const { verifier, algorithms } = await readKey(key);
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, verifier, {
          algorithms,
          audience: identityAudience,
          requiredClaims: ["sub", "exp", "iat"],
          maxTokenAge: maxAge,
          clockTolerance: clockSkewSeconds,
          currentDate: new Date(now()),
        });
        const { sub, iss = "", name } = payload;
        if (!sub) throw new errors.JWTClaimValidationFailed("sub is empty", payload, "sub");
        const digest = createHash("sha256").update(`${iss}\n${sub}`).digest("base64url");
        return { visitorId: `site-${digest}`, nickname: typeof name === "string" ? name : null };
      } catch (cause) {
        throw refusal(cause);
      }
    },
  };
}

async function readKey(key: string): Promise<{ verifier: JWTVerifyGetKey; algorithms: string[] }> {
  // The algorithms follow from the kind of key: a public key must never be taken for a shared secret.
  if (key.startsWith("-----BEGIN")) {
    const algorithm = await importSPKI(key, "ES256").then(
      () => "ES256",
      () => "RS256",
    );
    const imported = await importSPKI(key, algorithm);
    return { verifier: async () => imported, algorithms: [algorithm] };
  }
  if (key.startsWith("{")) {
    return { verifier: createLocalJWKSet(JSON.parse(key)), algorithms: ["RS256", "ES256"] };
  }
  const secret = new TextEncoder().encode(key);
  return { verifier: async () => secret, algorithms: ["HS256"] };
}

function refusal(cause: unknown): NatterError {
  if (cause instanceof errors.JWTExpired) {
    return failure("token_expired", "identity.expired", {}, { cause });
  }
  const reason = cause instanceof errors.JOSEError ? ` (${cause.message})` : "";
  return failure("unauthorized", "identity.wrong", { audience: identityAudience, reason }, { cause });
}
