import { readFileSync } from "node:fs";
import type { RestCall, RestCallName } from "@natter/protocol";
import { checkAnswer } from "../../http/testing/check-answer.js";
import type { Outcome } from "./expected.js";
import { formOf } from "./form-of.js";
import type { House, Role } from "./roles.js";

/** Makes one call in one role, with the golden body and the ids of the role's subject. */
export async function tryRest(
  house: House,
  name: RestCallName,
  call: RestCall,
  role: Role,
): Promise<Outcome> {
  const subject = await house.subjectFor(role);
  const ids: Record<string, string | undefined> = { ...subject };
  const path = call.path.replace(/:(\w+)/gu, (_, id: string) => ids[id] ?? `:${id}`);
  const response = await fetch(`${house.test.url}/api/v1${path}${name === "readConfig" ? "?bot=menu" : ""}`, {
    method: call.method,
    headers: {
      ...(subject.credential !== undefined && { Authorization: `Bearer ${subject.credential}` }),
      ...(call.body && { "Content-Type": "application/json" }),
    },
    ...bodyOf(name, call),
  });
  await checkAnswer(call.method, path, response);
  if (response.ok) return "ok";
  return ((await response.json()) as { code: Outcome }).code;
}

function bodyOf(name: RestCallName, call: RestCall): { body?: string | FormData } {
  if (call.body) return { body: JSON.stringify(golden(`rest.${name}.body`)) };
  return call.upload ? { body: formOf({ ...golden(`rest.${name}.upload`), type: "attachment" }) } : {};
}

export function golden(name: string): object {
  const file = new URL(`../../../../protocol/golden/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { valid: object }).valid;
}
