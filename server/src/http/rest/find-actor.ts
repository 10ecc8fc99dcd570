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
  const scope = /(?<=admin:).+/u.exec(access)?.[0] as AdminScope | undefined;
  const isForVisitors = access.includes("visitor");
  if (scope !== undefined && (!isForVisitors || authorization?.includes("natter_admin_"))) {
    return authenticateAdmin(core.store, authorization, scope, core.now());
  }
  if (!isForVisitors) return null;
  // A token that is there has to be good, even where none is needed: nobody loses who they are unnoticed.
  if (authorization === undefined && access !== "visitor") return null;
  const token = bearer(authorization);
  if (token !== null) return tokens.verify(token);
  throw new NatterError(
    "unauthorized",
    "A visitor's token is missing; send Authorization: Bearer <token>, with the token that creating or joining " +
      "the conversation returned",
  );
}
