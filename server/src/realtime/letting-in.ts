import type { ErrorCode } from "@natter/protocol";
import { type NatterError, toWireError } from "../errors.js";
import type { Language } from "../i18n/languages.js";
import type { Door, Observer } from "../observer.js";
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

/** Socket.IO's middleware for one namespace: lets a socket in when `admit` resolves, and counts refusals. */
export function admitting<T extends VisitorSocket | BotSocket>(
  { observer }: Guard,
  admit: (socket: T) => Promise<void>,
): (socket: T, next: (error?: Error) => void) => void {
  return (socket, next) => {
    const link = Link.of(socket.conn);
    if (link && ++link.attempts > maxAttempts) return link.cut("flood");
    admit(socket).then(
      () => next(),
      (error) => {
        observer.handshakeRefused(toWireError(error).code);
        next(refusal(error, languageAsked(socket)));
      },
    );
  };
}

/** What surrounds the calls of one socket. */
class Caller implements CallSurroundings {
  readonly #guard: Guard;
  readonly #link: Link | null;
  readonly #door: Door;
  readonly language: Language;
  readonly onFault: (error: unknown) => void;

  constructor(
    guard: Guard,
    link: Link | null,
    { language, door, onFault }: { language: Language; door: Door; onFault: (error: unknown) => void },
  ) {
    this.#guard = guard;
    this.#link = link;
    this.#door = door;
    this.language = language;
    this.onFault = onFault;
  }

  refusal(call: string, input: unknown): NatterError | null {
    return this.#link ? this.#guard.gate.refusal(this.#link, call, input) : null;
  }

  onAnswered(call: string, outcome: "ok" | ErrorCode): void {
    this.#guard.observer.callAnswered(this.#door, call, outcome);
  }
}

/** Ties the socket's link to its actor, and gives what surrounds each of its calls. */
export function letIn(
  guard: Guard,
  socket: VisitorSocket | BotSocket,
  onFault: (error: unknown) => void,
): CallSurroundings {
  const language = languageAsked(socket);
  forgetRequest(socket);
  const { actor } = socket.data;
  const link = Link.of(socket.conn);
  if (link) guard.links.letIn(link, actor);
  return new Caller(guard, link, { language, door: actor.kind === "bot" ? "bots" : "people", onFault });
}
