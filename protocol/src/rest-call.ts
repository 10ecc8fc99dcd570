import * as v from "valibot";
import type { AdminScope } from "./admin-scopes.js";
import type { ErrorCode } from "./errors.js";
import { Id } from "./primitives.js";

/**
 * Who may call: nobody in particular, a visitor's token, a bot's key, or an admin key with that scope. What is optional
 * may be missing; the call then says itself what it needs instead.
 */
export type RestAccess =
  | "anyone"
  | "visitor"
  | "optional-visitor"
  | "bot"
  | `admin:${AdminScope}`
  | `visitor-or-admin:${AdminScope}`
  | `optional-visitor-or-admin:${AdminScope}`;

/** One call under `/api/v1`: who may make it, what it takes and what it answers. */
export interface RestCall {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: `/${string}`;
  summary: string;
  access: RestAccess;
  /** Whether an identity token, by which a site vouches for its visitor, counts in place of a visitor's own. */
  takesIdentity?: true;
  status: 200 | 201;
  /** The other success: a repeat that stored nothing, or a join that did. */
  otherStatus?: 200 | 201;
  /** What this call may be refused with beyond what every call of its kind may. */
  refusals?: readonly ErrorCode[];
  params?: v.GenericSchema;
  query?: v.GenericSchema;
  body?: v.GenericSchema;
  /** The part `message` where the call takes multipart/form-data, with one part `file` after it. */
  upload?: v.GenericSchema;
  reply: v.GenericSchema | null;
}

/** The parameters of a path that names a conversation and nothing else. */
export const inConversation = v.object({ conversationId: Id });
/** The body of an answer that only says that it is done. */
export const Nothing = v.object({});
