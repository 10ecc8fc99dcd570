import { type Context, withFindings } from "../context.js";
import { type Filter, type MessageOf, matchFilter, typesPassing } from "../filters.js";
import type { Draft } from "./draft.js";
import { ManagerContext } from "./manager-context.js";

type Kind = "human" | "draft";
type Narrower = Exclude<Filter, "system" | "message">;

/**
 * What a manager's handler is for. `human` is what people say and `draft` what bots want to say, each of one type by
 * `human:text` or `draft:file`. A bot's filters mean what people say, too; `system` is what it is for any bot.
 */
export type ManagerFilter = Filter | Kind | `${Kind}:${Narrower}`;

/** What a handler for drafts gets. */
export type DraftContext<C extends Context = ManagerContext> = C & { kind: "draft"; draft: Draft };

type Narrow<F extends ManagerFilter> = F extends Filter
  ? MessageOf<F>
  : F extends `${Kind}:${infer N extends Narrower}`
    ? MessageOf<N>
    : MessageOf<"message">;

/** What passes a manager's filter. */
export type ManagedContext<F extends ManagerFilter> = F extends "draft" | `draft:${Narrower}`
  ? DraftContext<ManagerContext & Context<Narrow<F>>>
  : ManagerContext & Context<Narrow<F>> & { kind: F extends "system" ? "system" : "human" };

/** A bot's own filter; it lets no draft pass. */
function said(filter: Filter): (context: ManagerContext) => ManagerContext | null {
  const match = matchFilter(filter);
  return (context) => (match(context) === null ? null : context);
}

/** A matcher for one or several filters. Throws on a string that is no filter. */
export function matchManagerFilter(
  filter: ManagerFilter | readonly ManagerFilter[],
): (context: ManagerContext) => ManagerContext | null {
  const matchers = (typeof filter === "string" ? [filter] : filter).map(matcherOf);
  return (context) => {
    for (const match of matchers) {
      const matched = match(context);
      if (matched !== null) return matched;
    }
    return null;
  };
}

function matcherOf(filter: ManagerFilter): (context: ManagerContext) => ManagerContext | null {
  const [kind, type = "message"] = filter.split(":");
  if (kind !== "human" && kind !== "draft") return said(filter as Filter);
  // Throws on what is no type.
  const types = typesPassing(type as Filter);
  return (context) => {
    if (context.kind !== kind || !types.has(context.message.type)) return null;
    return kind === "human" ? context : withFindings(context, { draft: ManagerContext.draftOf(context) });
  };
}
