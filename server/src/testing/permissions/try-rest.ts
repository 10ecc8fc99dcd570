import { readFileSync } from "node:fs";
import { attemptRestCalls, type RestCall, type RestCallName } from "@natter/protocol";
import { checkAnswer } from "../../http/testing/check-answer.js";
import { next } from "../test-server.js";
import type { Outcome } from "./expected.js";
import { formOf } from "./form-of.js";
import { type House, isBot, type Role, type Subject } from "./roles.js";

/** Makes one call in one role, with the golden body and the ids of the role's subject. */
export async function tryRest(
  house: House,
  name: RestCallName,
  call: RestCall,
  role: Role,
): Promise<Outcome> {
  // Whoever else calls is refused before anybody looks at the request.
  if (name in attemptRestCalls && isBot(role)) return tryOfAttempt(house, name, call, role);
  return sent(name, call, await house.subjectFor(role), house);
}

/** The same about a request that the first bot has and has begun to answer by a stream. */
async function tryOfAttempt(house: House, name: RestCallName, call: RestCall, role: Role): Promise<Outcome> {
  const asked = await house.test.botClient(house.keys.bot);
  const request = next<{ requestId: string; attempt: number }>(asked, "request");
  await asked.emitWithAck("hello", { instance: "one", hears: ["message"], credit: 1 });
  const subject = await house.subjectFor(role);
  const { requestId, attempt } = await request;
  const begun = { ...golden("bots.delta.input"), requestId, attempt, from: 0 };
  if (name === "endDelta") await asked.emitWithAck("delta", begun as never);
  const outcome = await sent(name, call, subject, house, {
    requestId,
    attempt,
    ...(name === "addDelta" && { from: 0 }),
  });
  asked.disconnect();
  return outcome;
}

async function sent(
  name: RestCallName,
  call: RestCall,
  subject: Subject,
  house: House,
  fields: object = {},
): Promise<Outcome> {
  const ids: Record<string, string | undefined> = { ...subject };
  const path = call.path.replace(/:(\w+)/gu, (_, id: string) => ids[id] ?? `:${id}`);
  const response = await fetch(`${house.test.url}/api/v1${path}${name === "readConfig" ? "?bot=menu" : ""}`, {
    method: call.method,
    headers: {
      ...(subject.credential !== undefined && { Authorization: `Bearer ${subject.credential}` }),
      ...(call.body && { "Content-Type": "application/json" }),
    },
    ...bodyOf(name, call, subject, fields),
  });
  await checkAnswer(call.method, path, response);
  if (response.ok) return "ok";
  return ((await response.json()) as { code: Outcome }).code;
}

function bodyOf(
  name: RestCallName,
  call: RestCall,
  { messageId }: Subject,
  fields: object,
): { body?: string | FormData } {
  const body = call.body ? golden(`rest.${name}.body`) : {};
  if (call.body)
    return { body: JSON.stringify({ ...body, ...("messageId" in body && { messageId }), ...fields }) };
  return call.upload ? { body: formOf({ ...golden(`rest.${name}.upload`), type: "attachment" }) } : {};
}

export function golden(name: string): object {
  const file = new URL(`../../../../protocol/golden/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { valid: object }).valid;
}
