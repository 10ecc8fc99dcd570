import type { ErrorCode } from "@natter/protocol";
import { NatterError, toWireError } from "../errors.js";
import { expectedFailure } from "../expected-failure.js";
import type { Language } from "../i18n/languages.js";
import type { Observer } from "../observer.js";
import type { CallSurroundings } from "./answer-call.js";
import type { CallGate } from "./call-gate.js";
import { languageAsked, refusal } from "./handshake.js";
import { Link } from "./link.js";
import type { Links } from "./links.js";
import { type BotSocket, forgetRequest, type VisitorSocket } from "./socket-server.js";

/** What both doors share: who is behind a connection, and what bounds it. */
export interface Guard {
  links: Links;
  gate: CallGate;
  observer: Observer;
}

// A client presents its credential once; more often is guessing.
const maxAttempts = 5;

/**
 * Socket.IO's middleware for one namespace: lets a socket in when `admit` resolves, counts refusals, and tells `onFault` of
 * those that are the server's own.
 */
export function admitting<T extends VisitorSocket | BotSocket>(
  { observer }: Guard,
  admit: (socket: T) => Promise<void>,
  onFault: (error: unknown) => void,
): (socket: T, next: (error?: Error) => void) => void {
  return (socket, next) => {
    const link = Link.of(socket.conn);
    if (link && ++link.attempts > maxAttempts) return link.cut("flood");
    admit(socket).then(
      () => next(),
      (error: unknown) => {
        const known = expectedFailure(error);
        if (!(known instanceof NatterError)) onFault(error);
        observer.handshakeRefused(toWireError(known).code);
        next(refusal(known, languageAsked(socket)));
      },
    );
  };
}

/** What surrounds one call. */
class Caller implements CallSurroundings {
  readonly #guard: Guard;
  readonly #socket: VisitorSocket | BotSocket;
  readonly onFault: (error: unknown) => void;

  constructor(guard: Guard, socket: VisitorSocket | BotSocket, onFault: (error: unknown) => void) {
    this.#guard = guard;
    this.#socket = socket;
    this.onFault = onFault;
  }

  get language(): Language {
    return this.#socket.data.language;
  }

  refusal(call: string, input: unknown): NatterError | null {
    const link = Link.of(this.#socket.conn);
    return link && this.#guard.gate.refusal(link, call, input);
  }

  onAnswered(call: string, outcome: "ok" | ErrorCode): void {
    const door = this.#socket.data.actor.kind === "bot" ? "bots" : "people";
    this.#guard.observer.callAnswered(door, call, outcome);
  }
}

/** Ties the socket's link to its actor, and lets go of what only the handshake needed. */
export function letIn(guard: Guard, socket: VisitorSocket | BotSocket): void {
  socket.data.language = languageAsked(socket);
  forgetRequest(socket);
  const link = Link.of(socket.conn);
  if (link) guard.links.letIn(link, socket.data.actor);
}

/** What surrounds a call of a socket that was let in; made for each call, so that idle sockets carry nothing. */
export function surrounding(
  guard: Guard,
  socket: VisitorSocket | BotSocket,
  onFault: (error: unknown) => void,
): CallSurroundings {
  return new Caller(guard, socket, onFault);
}
