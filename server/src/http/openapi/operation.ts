import {
  type AdminScope,
  type ErrorCode,
  errorCodes,
  type RestCall,
  type RestCallName,
} from "@natter/protocol";
import type { GenericSchema } from "valibot";
import { codeText } from "../../i18n/code-texts.js";
import { goldenExample } from "./example.js";
import { type JsonSchema, jsonSchemaOf } from "./json-schemas.js";
import { refusalsByStatus } from "./refusals.js";

/** What is streamed, and so has no one schema. */
const streams: Partial<Record<RestCallName, readonly string[]>> = {
  exportRequests: ["application/x-ndjson", "text/csv", "application/json"],
  getFile: ["*/*"],
};

/** One call of the protocol's table as an OpenAPI operation. */
export function operationOf(name: RestCallName, call: RestCall): JsonSchema {
  const requestBody = bodyOf(name, call);
  return {
    operationId: name,
    tags: [tagOf(call)],
    summary: call.summary,
    security: securityOf(call),
    parameters: [...pathParameters(call), ...queryParameters(call)],
    ...(requestBody && { requestBody }),
    responses: responsesOf(name, call),
  };
}

function tagOf({ path }: RestCall): string {
  const [first = "", , second] = path.slice(1).split("/");
  return second === "messages" ? "messages" : first;
}

function securityOf({ access, takesIdentity }: RestCall): JsonSchema[] {
  const scope = /(?<=admin:).+/u.exec(access)?.[0] as AdminScope | undefined;
  const asVisitor = [{ visitorToken: [] }, ...(takesIdentity ? [{ identity: [] }] : [])];
  const asAdmin = scope === undefined ? [] : [{ adminKey: [scope] }];
  if (access === "anyone") return [];
  if (access === "bot") return [{ botKey: [] }];
  if (access.startsWith("admin:")) return asAdmin;
  return [...(access.startsWith("optional-") ? [{}] : []), ...asVisitor, ...asAdmin];
}

function pathParameters({ params }: RestCall): JsonSchema[] {
  return fieldsOf(params).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    schema: jsonSchemaOf(schema, "request"),
  }));
}

function queryParameters({ query }: RestCall): JsonSchema[] {
  return fieldsOf(query).map(([name, schema]) => ({
    name,
    in: "query",
    required: schema.type !== "optional",
    schema: jsonSchemaOf(schema, "request"),
  }));
}

/** The fields of an object's schema, also of one that further checks follow. */
function fieldsOf(schema: GenericSchema | undefined): [string, GenericSchema][] {
  return Object.entries((schema as { entries?: Record<string, GenericSchema> } | undefined)?.entries ?? {});
}

function bodyOf(name: RestCallName, { body, upload }: RestCall): JsonSchema | null {
  if (!body && !upload) return null;
  return {
    required: true,
    content: {
      ...(body && { "application/json": content(jsonSchemaOf(body, "request"), `rest.${name}.body`) }),
      ...(upload && { "multipart/form-data": form(jsonSchemaOf(upload, "request")) }),
    },
  };
}

/** Two parts, in this order: what the message is, as JSON, and the file. */
function form(message: JsonSchema): JsonSchema {
  return {
    schema: {
      type: "object",
      properties: { message, file: { type: "string", format: "binary" } },
      required: ["message", "file"],
    },
    encoding: { message: { contentType: "application/json" } },
  };
}

function responsesOf(name: RestCallName, call: RestCall): JsonSchema {
  const success = {
    description: call.reply ? "Done." : "The stream.",
    headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
    content: call.reply
      ? { "application/json": content(jsonSchemaOf(call.reply, "answer"), `rest.${name}.reply`) }
      : Object.fromEntries((streams[name] ?? ["*/*"]).map((type) => [type, {}])),
  };
  const statuses = [call.status, ...(call.otherStatus ? [call.otherStatus] : [])];
  return {
    ...Object.fromEntries(statuses.map((status) => [status, success])),
    ...Object.fromEntries(
      [...refusalsByStatus(call)].map(([status, codes]) => [status, refusal(status, codes)]),
    ),
  };
}

function refusal(status: number, codes: readonly ErrorCode[]): JsonSchema {
  const [first = "internal"] = codes;
  const { title } = codeText("en", first);
  const { isRetryable } = errorCodes[first];
  return {
    description: codes.map((code) => `\`${code}\`: ${codeText("en", code).title}.`).join(" "),
    headers: {
      "X-Request-Id": { $ref: "#/components/headers/RequestId" },
      ...((status === 429 || status === 503) && {
        "Retry-After": { $ref: "#/components/headers/RetryAfter" },
      }),
      ...(status === 401 && { "WWW-Authenticate": { $ref: "#/components/headers/Authenticate" } }),
    },
    content: {
      "application/problem+json": {
        schema: { $ref: "#/components/schemas/Problem" },
        example: {
          type: `/docs/errors#${first}`,
          title,
          status,
          detail: `${title}.`,
          code: first,
          isRetryable,
        },
      },
    },
  };
}

function content(schema: JsonSchema, goldenName: string): JsonSchema {
  const example = goldenExample(goldenName);
  return { schema, ...(example !== undefined && { example }) };
}
