import { expect, test } from "vitest";
import { openTestApp } from "./testing/test-app.js";

interface Told {
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

test("problems are told in the caller's language, titles, details and fields [F30]", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  const path = `/conversations/${conversation.id}`;
  const ask = async (language: string | null, body: object) => {
    const headers = language === null ? {} : { "Accept-Language": language };
    const response = await app.call("POST", `${path}/messages`, { token, body, headers });
    expect(response.headers.get("Vary")).toContain("Accept-Language");
    return { language: response.headers.get("Content-Language"), ...((await response.json()) as Told) };
  };
  const blank = { localId: "a", text: " " };
  expect(await ask("pt-BR,pt;q=0.9,en;q=0.8", blank)).toMatchObject({
    language: "pt",
    title: "Um campo falta, está malformado ou fora dos limites",
    detail: "text está vazio; dê ao menos um caractere visível",
    errors: [{ field: "text", message: "está vazio; dê ao menos um caractere visível" }],
  });
  await app.call("POST", `${path}/end`, { token });
  const text = { localId: "b", text: "hello" };
  expect((await ask("pt", text)).detail).toContain("A conversa terminou");
  for (const language of ["en;q=1, pt;q=0.1", "de", "*", null]) {
    expect(await ask(language, text)).toMatchObject({
      language: "en",
      title: "The conversation has ended",
      detail: expect.stringContaining("Start a new one"),
    });
  }
});

test("what goes wrong before and beside the calls is told in the caller's language too [F30]", async () => {
  await using app = await openTestApp();
  const headers = { "Accept-Language": "pt" };
  const detailOf = async (method: string, path: string, more = {}) =>
    ((await (await app.call(method, path, { headers: { ...headers, ...more } })).json()) as Told).detail;
  expect(await detailOf("GET", "/nothing")).toContain("Não há nada em /api/v1/nothing;");
  expect(await detailOf("DELETE", "/bots")).toContain("aceita GET, HEAD, não DELETE");
  expect(await detailOf("GET", "/bots", { Origin: "https://evil.test" })).toContain(
    "A origem https://evil.test",
  );
  expect(await detailOf("GET", "/admin/requests")).toContain("chave de administrador");
  expect(await detailOf("GET", "/conversations/x", { Authorization: "Bearer x.y.z" })).toContain(
    "não foi assinado",
  );
});
