import { expect, test } from "vitest";
import { startTestServer, welcome } from "../testing/test-server.js";

test("a socket hears what goes wrong in the language of its handshake [F30]", async () => {
  await using server = await startTestServer();
  const { token } = await server.create();
  for (const [locale, said] of [
    ["pt-BR", "text está vazio; dê ao menos um caractere visível"],
    ["de", "text is empty; give at least one visible character"],
    [undefined, "text is empty; give at least one visible character"],
  ] as const) {
    const socket = await server.visitor({ token, ...(locale && { locale }) });
    const answer = await socket.emitWithAck("message.send", { localId: "a", text: " " });
    expect(answer).toMatchObject({ ok: false, error: { message: said, localId: "a" } });
  }
});

test("a handshake is refused in the language that it asks for, whatever else is wrong with it [F30]", async () => {
  await using server = await startTestServer();
  const refused = (auth: Record<string, unknown>) => server.visitor(auth).catch((error: unknown) => error);
  expect(await refused({ token: "x.y.z", locale: "pt" })).toMatchObject({
    code: "unauthorized",
    message: expect.stringContaining("não foi assinado"),
  });
  expect(await refused({ locale: "pt" })).toMatchObject({ message: "auth.token falta; é obrigatório" });
  expect(await refused({ token: 1, locale: { toString: 1 } })).toMatchObject({ code: "invalid" });
});

test("the first events come over the socket once each, in order: created, the bots, the human [F5]", async () => {
  await using server = await startTestServer();
  await server.bot("one");
  await server.bot("two");
  const { token } = await server.create({ nickname: "Ann", bots: ["one", "two"] });
  const socket = await server.visitor({ token, cursor: 0 });
  const { changes } = await welcome(socket);
  const events = changes.map((message) => {
    if (message.type !== "system") return message.type;
    return message.event.type === "participant-joined" ? message.event.nickname : message.event.type;
  });
  expect(events).toEqual(["conversation-created", "one", "two", "Ann"]);
});
