import Router from "@koa/router";
import { parse, type RestCall, type RestCallName, restCalls } from "@natter/protocol";
import type * as v from "valibot";
import { invalidInput } from "../../errors.js";
import type { HttpContext, HttpState } from "../context.js";
import { botCalls } from "./bots.js";
import type { RestHandlers, RestServices } from "./call.js";
import { conversationCalls } from "./conversations.js";
import { findActor } from "./find-actor.js";
import { messageCalls } from "./messages.js";
import { readBody } from "./read-body.js";
import { requestCalls } from "./requests.js";

type AnyHandler = (request: object, ctx: HttpContext) => Promise<unknown>;

/** Every call of the protocol's table, mounted as the table says. */
export function createRestRouter(services: RestServices): Router<HttpState> {
  const handlers: RestHandlers = {
    ...conversationCalls(services),
    ...messageCalls(services),
    ...botCalls(services),
    ...requestCalls(services),
  };
  const router = new Router<HttpState>({ prefix: "/api/v1", sensitive: true, strict: true });
  for (const [name, call] of Object.entries<RestCall>(restCalls)) {
    // Each handler is typed by the same entry of the table that its request is read by below.
    const handle = handlers[name as RestCallName] as AnyHandler;
    router.register(call.path, [call.method], async (ctx) => {
      // First, so that nobody without a credential makes the server read a body.
      const actor = await findActor(call.access, ctx.headers.authorization, services);
      const request = {
        actor,
        params: call.params && read(call.params, ctx.params, "path"),
        query: call.query && read(call.query, ctx.query, "query"),
        body: call.body && read(call.body, await readBody(ctx), "body"),
      };
      ctx.status = call.status;
      ctx.body = await handle(request, ctx);
    });
  }
  return router;
}

function read(schema: v.GenericSchema, value: unknown, part: "path" | "query" | "body"): unknown {
  const result = parse(schema, value);
  if (result.ok) return result.value;
  // `parse` calls a fault of the whole a fault of the body.
  const faults = result.faults.map((fault) => (fault.field === "body" ? { ...fault, field: part } : fault));
  throw invalidInput(faults, localIdOf(value));
}

/** A sender recognises a refused message by its own name for it. */
function localIdOf(value: unknown): string | undefined {
  const localId =
    typeof value === "object" && value !== null && "localId" in value ? value.localId : undefined;
  return typeof localId === "string" ? localId : undefined;
}
