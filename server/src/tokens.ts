import { hkdfSync } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import type { VisitorActor } from "./chat/actor.js";
import { failure, type NatterError } from "./errors.js";

/** Signs and checks visitors' tokens. One HMAC; no database. */
export interface Tokens {
  /** A token that lets its bearer act as this participant for 30 days. */
  sign(actor: VisitorActor): Promise<string>;
  /** Who bears the token. Rejects with `unauthorized` or `token_expired`. */
  verify(token: string): Promise<VisitorActor>;
}

const lifetimeSeconds = 30 * 24 * 3600;
const algorithm = "HS256";
const audience = "natter:visitor";

/** Tokens are JWTs (RFC 7519). Another secret makes every earlier token worthless. */
export function createTokens(secret: string, { now }: { now: () => number }): Tokens {
  // A key of its own, so that nothing else that the secret signs can ever pass for a token.
  const key = new Uint8Array(hkdfSync("sha256", secret, "", audience, 32));
  return {
    sign(actor) {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ cid: actor.conversationId, vid: actor.visitorId, at: now() })
        .setProtectedHeader({ alg: algorithm, typ: "JWT" })
        .setAudience(audience)
        .setSubject(actor.participantId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(key);
    },

    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [algorithm],
          audience,
          requiredClaims: ["exp", "sub", "cid", "vid", "at"],
          currentDate: new Date(now()),
        });
        return {
          kind: "visitor",
          // Only `sign` above makes tokens that this key verifies, so the claims are what it put in.
          participantId: payload.sub as string,
          conversationId: payload.cid as string,
          visitorId: payload.vid as string,
          tokenIssuedAt: payload.at as number,
        };
      } catch (cause) {
        throw refusal(cause);
      }
    },
  };
}

function refusal(cause: unknown): NatterError {
  if (cause instanceof errors.JWTExpired) {
    return failure("token_expired", "token.expired", {}, { cause });
  }
  return failure("unauthorized", "token.wrong", {}, { cause });
}
