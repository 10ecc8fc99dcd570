import Router from "@koa/router";
import { type RestCall, type RestCallName, restCalls } from "@natter/protocol";
import type { Actor } from "../../chat/actor.js";
import type { HttpContext, HttpMiddleware, HttpState } from "../context.js";
import { drainRequest } from "../drain-request.js";
import { aboutServerHandlers } from "./about-server.js";
import { attemptHandlers } from "./attempts.js";
import type { RestHandlers, RestServices } from "./call.js";
import { conversationHandlers } from "./conversations.js";
import { fileHandlers } from "./files.js";
import { findActor } from "./find-actor.js";
import { messageHandlers } from "./messages.js";
import { moderationHandlers } from "./moderation.js";
import { ownHandlers } from "./own-calls.js";
import { readBy } from "./read-by.js";
import { readContent } from "./read-content.js";
import { registryHandlers } from "./registry.js";
import { requestHandlers } from "./requests.js";
import { requireBotOrigins } from "./require-bot-origins.js";

type AnyHandler = (request: object, ctx: HttpContext) => Promise<unknown>;

/** Every call of the protocol's table, mounted as the table says. */
export function createRestRouter(services: RestServices): Router<HttpState> {
  const handlers: RestHandlers = {
    ...conversationHandlers(services),
    ...messageHandlers(services),
    ...aboutServerHandlers(services),
    ...attemptHandlers(services),
    ...ownHandlers(services),
    ...requestHandlers(services),
    ...fileHandlers(services),
    ...moderationHandlers(services),
    ...registryHandlers(services),
  };
  const router = new Router<HttpState>({ prefix: "/api/v1", sensitive: true, strict: true });
  for (const [name, call] of Object.entries<RestCall>(restCalls)) {
    // Each handler is typed by the same entry of the table that its request is read by below.
    const handle = handlers[name as RestCallName] as AnyHandler;
    router.register(
      call.path,
      [call.method],
      takingUploads(call, async (ctx) => {
        // First, so that nobody without a credential makes the server read a body.
        const actor = await services.limits(name as RestCallName, ctx, () =>
          findActor(call.access, ctx.headers.authorization, services),
        );
        ctx.state.log = ctx.state.log.child(idsOf(actor, ctx.params));
        const request = {
          actor,
          params: call.params && readBy(call.params, ctx.params, "path"),
          query: call.query && readBy(call.query, ctx.query, "query"),
          ...(await readContent(call, ctx)),
        };
        await requireBotOrigins(services.core, ctx, request);
        ctx.status = call.status;
        ctx.body = await handle(request, ctx);
      }),
      { name },
    );
  }
  return router;
}

/** Whom and what the lines of a request's log are about. */
function idsOf(actor: Actor | null, { conversationId }: { conversationId?: string }): Record<string, string> {
  return {
    ...(conversationId !== undefined && /^[\w-]{1,64}$/u.test(conversationId) && { conversationId }),
    ...(actor?.kind === "visitor" && { participantId: actor.participantId }),
    ...(actor?.kind === "bot" && { bot: actor.botName }),
    ...(actor?.kind === "admin" && { adminKey: actor.keyId }),
  };
}

/** A browser that is still sending a file hears of a refusal only when somebody takes in what it sends. */
function takingUploads(call: RestCall, handle: HttpMiddleware): HttpMiddleware {
  if (!call.upload) return handle;
  return async (ctx, next) => {
    try {
      await handle(ctx, next);
    } catch (error) {
      await drainRequest(ctx.req);
      throw error;
    }
  };
}
