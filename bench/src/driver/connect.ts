import {
  type Feed,
  type Membership,
  type Message,
  PROTOCOL_VERSION,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";

export type VisitorSocket = Socket<VisitorEvents, VisitorCalls>;

/** One conversation with its one client, which sends and gets the feed. */
export interface Line {
  socket: VisitorSocket;
  conversationId: string;
  participantId: string;
  /** Changes that came by the feed so far: shows that the server published what it acknowledged. */
  changes: number;
  packets: number;
  /** Called with every change, when somebody waits for one. */
  onChange: ((message: Message) => void) | null;
}

async function openLine(url: string, bots: string[] = []): Promise<Line> {
  const response = await fetch(`${url}/api/v1/conversations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ nickname: "bench", bots }),
  });
  if (response.status !== 201)
    throw new Error(`POST /conversations: ${response.status} ${await response.text()}`);
  // The server under measurement is our own: its answer is trusted.
  const { token, conversation, participant } = (await response.json()) as Membership;
  const socket: VisitorSocket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    auth: { token, protocol: PROTOCOL_VERSION },
  });
  const line: Line = {
    socket,
    conversationId: conversation.id,
    participantId: participant.id,
    changes: 0,
    packets: 0,
    onChange: null,
  };
  socket.on("feed", (feed: Feed) => {
    line.changes += feed.changes.length;
    line.packets += 1;
    if (line.onChange !== null) for (const message of feed.changes) line.onChange(message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return line;
}

/** A few at a time: opening is not what is measured, and a door may limit it. */
export async function openLines(url: string, count: number, bots: string[] = []): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < count) {
    const batch = Math.min(8, count - lines.length);
    lines.push(...(await Promise.all(Array.from({ length: batch }, () => openLine(url, bots)))));
  }
  return lines;
}
