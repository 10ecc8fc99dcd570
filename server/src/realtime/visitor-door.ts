import { VisitorHandshake, visitorCalls } from "@natter/protocol";
import { requireTalksOn } from "../bot-origins.js";
import type { Dispatcher } from "../bots/dispatcher.js";
import type { Streams } from "../bots/streams.js";
import type { VisitorActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { deleteMessage } from "../chat/delete-message.js";
import { editMessage } from "../chat/edit-message.js";
import { endConversation } from "../chat/end-conversation.js";
import { getConversation } from "../chat/get-conversation.js";
import { leaveConversation } from "../chat/leave-conversation.js";
import { markRead } from "../chat/mark-read.js";
import { hasLeft, requirePresent } from "../chat/policy.js";
import { readFeed, readHistory } from "../chat/read-feed.js";
import { renameParticipant } from "../chat/rename-participant.js";
import { sendMessage } from "../chat/send-message.js";
import { setTyping } from "../chat/set-typing.js";
import { stopReply } from "../chat/stop-reply.js";
import { NatterError } from "../errors.js";
import type { Log } from "../log.js";
import type { OriginPolicy } from "../origins.js";
import type { Tokens } from "../tokens.js";
import { answerCall, type Handlers } from "./answer-call.js";
import { readHandshake } from "./handshake.js";
import { lightenSocket } from "./idle-weight/lighten.js";
import { admitting, type Guard, letIn, surrounding } from "./letting-in.js";
import type { PresenceBoard } from "./presence.js";
import { type Publisher, roomOf } from "./publisher.js";
import type { VisitorServer, VisitorSocket } from "./socket-server.js";

interface VisitorDoor {
  io: VisitorServer;
  core: Core;
  dispatcher: Dispatcher;
  streams: Streams;
  presence: PresenceBoard;
  publisher: Pick<Publisher, "states">;
  tokens: Tokens;
  origins: OriginPolicy;
  guard: Guard;
  log: Log;
}

interface Context {
  core: Core;
  dispatcher: Dispatcher;
  streams: Streams;
  socket: VisitorSocket;
}

/** Lets people in at namespace `/`: with a valid token, of a conversation they are still part of. */
export function openVisitorDoor({
  io,
  core,
  dispatcher,
  streams,
  presence,
  publisher,
  tokens,
  origins,
  guard,
  log,
}: VisitorDoor): void {
  const admit = async (socket: VisitorSocket) => {
    const handshake = readHandshake(socket, VisitorHandshake, origins);
    const actor = await tokens.verify(handshake.token);
    guard.links.requireRested(actor);
    await requirePresent(core, actor);
    const { origin, host } = socket.handshake.headers;
    if (origin !== undefined) {
      requireTalksOn(await core.store.feed.botsIn(actor.conversationId), origin, host);
    }
    socket.data.actor = actor;
    socket.data.cursor = handshake.cursor;
  };
  io.use(admitting(guard, admit, (err) => log.error({ err }, "handshake failed")));

  const faultOf = (socket: VisitorSocket) => (error: unknown) =>
    log.error({ err: error, ...idsOf(socket.data.actor) }, "call failed");
  // The same two listeners for all sockets: a pair for each of ten thousand weighs megabytes.
  function answer(this: VisitorSocket, name: string, ...args: unknown[]): void {
    const context = { core, dispatcher, streams, socket: this };
    const surroundings = surrounding(guard, this, faultOf(this));
    void answerCall(visitorCalls, handlers, context, name, args, surroundings);
  }
  const anyListeners = [answer];
  function went(this: VisitorSocket): void {
    presence.went(this.data.actor);
  }

  io.on("connection", (socket) => {
    letIn(guard, socket);
    presence.arrived(socket.data.actor);
    socket.on("disconnect", went);
    lightenSocket(socket, anyListeners);
    welcome(core, socket, publisher).catch((error) => {
      // Left, by another tab, while being welcomed: there is nothing to show any more.
      if (error instanceof NatterError) return;
      faultOf(socket)(error);
      // Closing the engine, not the socket: the client then reconnects by itself.
      socket.conn.close();
    });
  });
}

/** What a log line may say of a person. */
const idsOf = ({ conversationId, participantId }: VisitorActor) => ({ conversationId, participantId });

/** Joins the room first and reads after: what commits in between comes twice rather than never. */
async function welcome(
  core: Core,
  socket: VisitorSocket,
  publisher: VisitorDoor["publisher"],
): Promise<void> {
  const { actor, cursor } = socket.data;
  const { conversationId } = actor;
  await socket.join(roomOf(conversationId));
  let after = cursor;
  const read = () => getConversation(core, actor, conversationId);
  await publisher.states.read(conversationId, read, (state) => {
    socket.emit("state", state);
    after ??= state.conversation.head;
  });
  socket.emit("feed", await readFeed(core, actor, conversationId, { after: after ?? 0, limit: 100 }));
}

const handlers: Handlers<typeof visitorCalls, Context> = {
  "message.send": ({ core, socket }, input) => {
    const { actor } = socket.data;
    return sendMessage(core, actor, actor.conversationId, input);
  },
  "message.edit": ({ core, socket }, input) => {
    const { actor } = socket.data;
    return editMessage(core, actor, actor.conversationId, input);
  },
  "message.delete": ({ core, socket }, { messageId }) => {
    const { actor } = socket.data;
    return deleteMessage(core, actor, actor.conversationId, messageId);
  },
  "feed.read": ({ core, socket }, input) => {
    const { actor } = socket.data;
    return readFeed(core, actor, actor.conversationId, input);
  },
  "history.read": ({ core, socket }, input) => {
    const { actor } = socket.data;
    return readHistory(core, actor, actor.conversationId, input);
  },
  "participant.rename": ({ core, socket }, { nickname }) => {
    const { actor } = socket.data;
    return renameParticipant(core, actor, actor.conversationId, nickname);
  },
  "reply.stop": async ({ core, dispatcher, streams, socket }, { messageId }) => {
    const { actor } = socket.data;
    const text = streams.textOf(messageId);
    const stopped = await stopReply(core, actor, actor.conversationId, messageId, text);
    streams.drop(messageId);
    if (stopped) dispatcher.stopped(stopped.botId, stopped.requestId, stopped.attempt);
    return {};
  },
  "typing.set": async ({ socket }, { isTyping }) => {
    const typing = setTyping(socket.data.actor, isTyping);
    const room = roomOf(socket.data.actor.conversationId);
    // Who has left in another tab was taken out of the room, and nobody sees them type.
    if (!socket.rooms.has(room)) throw hasLeft();
    socket.to(room).volatile.emit("typing", typing);
    return {};
  },
  "read.mark": ({ core, socket }, { seq }) => {
    const { actor } = socket.data;
    return markRead(core, actor, actor.conversationId, seq);
  },
  "conversation.leave": async ({ core, socket }) => {
    const { actor } = socket.data;
    await leaveConversation(core, actor, actor.conversationId);
    return {};
  },
  "conversation.end": async ({ core, socket }) => {
    const { actor } = socket.data;
    await endConversation(core, actor, actor.conversationId);
    return {};
  },
};
