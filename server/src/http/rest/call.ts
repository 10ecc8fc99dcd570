import type { Readable } from "node:stream";
import type { RestCallName, restCalls } from "@natter/protocol";
import type * as v from "valibot";
import type { AttemptHouse } from "../../bots/attempt-calls.js";
import type { AdminActor, BotActor, VisitorActor } from "../../chat/actor.js";
import type { Core } from "../../chat/core.js";
import type { Identities } from "../../identity.js";
import type { Cursors } from "../../requests/cursor.js";
import type { Tokens } from "../../tokens.js";
import type { HttpContext } from "../context.js";
import type { CallLimits } from "../limit-calls.js";
import type { Upload } from "../read-upload.js";

/** What the calls stand on. */
export interface RestServices {
  core: Core;
  tokens: Tokens;
  /** Null where the site vouches for nobody. */
  identities: Identities | null;
  cursors: Cursors;
  config: { exportPageRows: number };
  limits: CallLimits;
  /** What is under way with the bots of this server. Asked for with each call: the doors open before it is there. */
  bots(): AttemptHouse;
}

type Table = typeof restCalls;

type Read<Name extends RestCallName, Part extends "params" | "query" | "body"> =
  Table[Name] extends Record<Part, infer Schema extends v.GenericSchema> ? v.InferOutput<Schema> : undefined;

type ActorOf<Access> = Access extends "visitor"
  ? VisitorActor
  : Access extends "optional-visitor"
    ? VisitorActor | null
    : Access extends "bot"
      ? BotActor
      : Access extends `admin:${string}`
        ? AdminActor
        : Access extends `visitor-or-admin:${string}`
          ? VisitorActor | AdminActor
          : Access extends `optional-visitor-or-admin:${string}`
            ? VisitorActor | AdminActor | null
            : null;

/** A call takes a body, an upload, or either of the two. */
type Content<Name extends RestCallName> = Table[Name] extends { upload: infer Schema extends v.GenericSchema }
  ?
      | { upload: Upload<v.InferOutput<Schema>>; body: undefined }
      | (Table[Name] extends { body: v.GenericSchema } ? { upload: null; body: Read<Name, "body"> } : never)
  : { upload: null; body: Read<Name, "body"> };

/** A call after its schemas and its access rule. */
type RestRequest<Name extends RestCallName> = Content<Name> & {
  actor: ActorOf<Table[Name]["access"]>;
  params: Read<Name, "params">;
  query: Read<Name, "query">;
};

/** What a call answers; a stream where no single schema fits, or null where its status says all. */
type RestReply<Name extends RestCallName> = Table[Name]["reply"] extends infer Schema extends v.GenericSchema
  ? v.InferOutput<Schema>
  : Readable | null;

/** One call of the table. The status is the table's unless the handler sets another. */
type RestHandler<Name extends RestCallName> = (
  request: RestRequest<Name>,
  ctx: HttpContext,
) => Promise<RestReply<Name>>;

export type RestHandlers = { [Name in RestCallName]: RestHandler<Name> };
