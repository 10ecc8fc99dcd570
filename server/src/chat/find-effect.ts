import { failure } from "../errors.js";
import type { EffectEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";

type Intent = Pick<EffectEntity, "requestId" | "index" | "kind" | "name">;

/**
 * What an attempt did before at this place, if anything. Code that does something else there than the attempt
 * before it would answer with the results of other effects, so it is told what it changed [F205].
 */
export function findEffect(work: Workspace, intent: Intent): EffectEntity | undefined {
  const { requestId, index, kind, name } = intent;
  const done = work.effect(requestId, index);
  if (!done || (done.kind === kind && done.name === name)) return done;
  throw failure("changed_mind", "effect.changed", { index, before: named(done), now: named(intent) });
}

const named = ({ kind, name }: Pick<EffectEntity, "kind" | "name">) =>
  name === null ? `"${kind}"` : `"${kind} ${name}"`;
