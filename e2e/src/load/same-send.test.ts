import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Answer,
  type Message,
  PROTOCOL_VERSION,
  type SentMessage,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDatabase } from "../crash/read-database.js";
import { RestDoor } from "../crash/rest-door.js";
import { ServerProcess } from "../crash/server-process.js";

let folder = "";
let server: ServerProcess;
let rest: RestDoor;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-same-send-"));
  server = await ServerProcess.at(folder);
  server.start();
  await server.listening();
  rest = new RestDoor(server.url);
});

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true });
});

test("[F14][F261] the same localId sent five times over both doors at once is one row and five equal answers", async () => {
  const { conversation, token } = await rest.create({ nickname: "ann" });
  const sockets = [connect(token), connect(token)];
  const answers: SentMessage[] = [];
  for (let n = 1; n <= 20; n += 1) {
    const localId = `same-${n}`;
    const five = await Promise.all([
      ...[0, 1, 0].map((socket) => sendBySocket(sockets[socket], localId)),
      ...[1, 2].map(() => sendByRest(token, conversation.id, localId)),
    ]);
    const [first] = five;
    expect(five.map(({ message }) => message)).toEqual(five.map(() => first?.message));
    expect(five.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    answers.push(...five);
  }
  for (const socket of sockets) socket.close();

  const { feed } = await rest.readFeed(token, conversation.id);
  expect(feed.filter(({ localId }) => localId !== null)).toHaveLength(20);
  expect(await server.stop()).toMatchObject({ code: 0 });
  const { stored } = await readDatabase(server.database);
  const rows = stored.filter(({ localId }) => localId?.startsWith("same-"));
  expect(rows.map(({ id }) => id)).toEqual([...new Set(answers.map(({ message }) => message.id))]);
});

type VisitorSocket = Socket<VisitorEvents, VisitorCalls>;

function connect(token: string): VisitorSocket {
  return io(server.url, {
    transports: ["websocket"],
    forceNew: true,
    auth: { token, protocol: PROTOCOL_VERSION },
  });
}

async function sendBySocket(socket: VisitorSocket | undefined, localId: string): Promise<SentMessage> {
  if (socket === undefined) throw new Error("no socket");
  const answer: Answer<{ message: Message; duplicate: boolean }> = await socket
    .timeout(30_000)
    .emitWithAck("message.send", { localId, text: `the text of ${localId}` });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function sendByRest(token: string, conversationId: string, localId: string): Promise<SentMessage> {
  const outcome = await rest.send(token, conversationId, localId, `the text of ${localId}`);
  if (!("reply" in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.reply;
}
