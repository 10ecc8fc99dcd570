import { isDeepStrictEqual } from "node:util";
import { parse, type RestCall, restCalls } from "@natter/protocol";
import type { GenericSchema } from "valibot";
import { Problem } from "../openapi/problem.js";
import { refusalsOf } from "../openapi/refusals.js";

/**
 * Throws where an answer of the API is not as the OpenAPI document says: another status, another code, a field too
 * many or too few. Reads a copy, so that the answer stays whole for its test.
 */
export async function checkAnswer(method: string, path: string, response: Response): Promise<void> {
  const call = callOf(method, path.split("?")[0] ?? "");
  const type = response.headers.get("Content-Type") ?? "";
  if (method === "HEAD" || method === "OPTIONS") return;
  if (type.startsWith("application/problem+json")) {
    const { code, status } = read(Problem, await response.clone().json());
    if (status !== response.status) throw new Error(`${status} in the problem, ${response.status} outside`);
    if (call && !refusalsOf(call).includes(code))
      throw new Error(`${method} ${path} is refused with ${code}, which is not documented`);
    return;
  }
  if (!call) return;
  if (![call.status, call.otherStatus].includes(response.status as 200)) {
    // A part of a file, or none because it is known: HTTP's own, where no schema describes the body.
    if (call.reply === null && [206, 304, 416].includes(response.status)) return;
    throw new Error(`${method} ${path} answers ${response.status}, which is not documented`);
  }
  if (call.reply) read(call.reply, await response.clone().json());
}

function callOf(method: string, path: string): RestCall | undefined {
  return Object.values<RestCall>(restCalls).find(
    (call) =>
      call.method === method && new RegExp(`^${call.path.replace(/:\w+/gu, "[^/]+")}$`, "u").test(path),
  );
}

/** Strict about fields that no schema knows: what is not described is not answered. */
function read<T>(schema: GenericSchema<unknown, T>, body: unknown): T {
  const result = parse(schema, body);
  if (!result.ok) throw new Error(`undocumented answer: ${JSON.stringify(result.faults)}`);
  if (!isDeepStrictEqual(result.value, body))
    throw new Error(`the answer has fields that are not documented: ${JSON.stringify(body)}`);
  return result.value;
}
