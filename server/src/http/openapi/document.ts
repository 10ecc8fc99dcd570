import { type RestCall, type RestCallName, restCalls } from "@natter/protocol";
import { type JsonSchema, jsonSchemaOf, namedSchemas } from "./json-schemas.js";
import { operationOf } from "./operation.js";
import { Problem } from "./problem.js";

const description = `Everything that the widget, bots' owners and administrators do over HTTP. What is live goes over Socket.IO instead.

Failures are problem details (RFC 9457); [every code, with its remedy](/docs/errors). \`Accept-Language\` chooses between English and Portuguese. Answers are never to be stored.`;

/** The OpenAPI 3.1 document, from the table that the routes are mounted by and the schemas that they read with. */
export function createDocument(): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const [name, call] of Object.entries<RestCall>(restCalls)) {
    const path = call.path.replace(/:(\w+)/gu, "{$1}");
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operationOf(name as RestCallName, call) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Natter", version: "1", description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      schemas: { Problem: jsonSchemaOf(Problem, "answer"), ...namedSchemas() },
      headers: {
        RequestId: { description: "Names this answer in the server's log.", schema: { type: "string" } },
        RetryAfter: { description: "Seconds to wait.", schema: { type: "integer" } },
        Authenticate: { description: "Which credential is asked for.", schema: { type: "string" } },
      },
      securitySchemes: {
        visitorToken: bearer("A visitor's token, from creating or joining a conversation."),
        adminKey: bearer("An administrator's key, from `natter keys add`, with the scope that is named."),
        botKey: bearer("A bot's key, from `natter bots add`."),
        identity: {
          type: "apiKey",
          in: "header",
          name: "Natter-Identity",
          description: "A short-lived JWT by which the site vouches for its user.",
        },
      },
    },
  };
}

function bearer(text: string): JsonSchema {
  return { type: "http", scheme: "bearer", description: text };
}
