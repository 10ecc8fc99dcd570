import type { AdminScope, RestAccess } from "@natter/protocol";
import type { Actor } from "../../chat/actor.js";
import { requireUnrevoked } from "../../chat/policy.js";
import { failure } from "../../errors.js";
import { authenticateAdmin, authenticateBot, bearer } from "../../keys.js";
import type { RestServices } from "./call.js";

/**
 * Who calls, as far as the call's access rule wants to know. Rejects with `unauthorized`, `token_expired` or
 * `forbidden`.
 */
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
  if (access === "bot") {
    return (await authenticateBot(core.store, bearer(authorization) ?? "", core.now())).actor;
  }
  if (!isForVisitors) return null;
  const isOptional = access.startsWith("optional-");
  // A token that is there has to be good, even where none is needed: nobody loses who they are unnoticed.
  if (authorization === undefined && isOptional) return null;
  const token = bearer(authorization);
  if (token === null) throw failure("unauthorized", "token.missing");
  const actor = await tokens.verify(token);
  // The verbs of a conversation look at the token themselves; who may come without one is not looked at further.
  if (isOptional) await requireUnrevoked(core, actor);
  return actor;
}
