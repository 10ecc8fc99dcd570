import type { AdminScope, RestAccess } from "@natter/protocol";
import type { Actor } from "../../chat/actor.js";
import { NatterError } from "../../errors.js";
import { authenticateAdmin, bearer } from "../../keys.js";
import type { RestServices } from "./call.js";

/** Who calls, as far as the call's access rule wants to know. Rejects with `unauthorized`, `token_expired` or `forbidden`. */
export async function findActor(
  access: RestAccess,
  authorization: string | undefined,
  { core, tokens }: Pick<RestServices, "core" | "tokens">,
): Promise<Actor | null> {
  if (access === "anyone") return null;
  if (access !== "visitor" && access !== "optional-visitor") {
    const scope = access.slice("admin:".length) as AdminScope;
    return authenticateAdmin(core.store, authorization, scope, core.now());
  }
  // A token that is there has to be good, even where none is needed: nobody loses who they are unnoticed.
  if (authorization === undefined && access === "optional-visitor") return null;
  const token = bearer(authorization);
  if (token !== null) return tokens.verify(token);
  throw new NatterError(
    "unauthorized",
    "A visitor's token is missing; send Authorization: Bearer <token>, with the token that creating or joining " +
      "the conversation returned",
  );
}
