import type { Delta, Feed, State, Typing } from "@natter/protocol";
import { CallFailed } from "../transport/call-failed.js";
import type { CallReplyOf } from "../transport/calls.js";
import type { Link, LinkListener, NewChat, Transport } from "../transport/transport.js";
import { FakeChat, type Listener } from "./fake-chat.js";

/** A transport without a network. It connects when the test says so, or at once when `isUp`. */
export class FakeTransport implements Transport {
  readonly chats: FakeChat[] = [];
  readonly created: NewChat[] = [];
  /** How the next calls of `createConversation` fail. */
  readonly creationFailures: CallFailed[] = [];
  /** Names of packets that do not arrive: the network lost them. */
  loses: (event: string) => boolean = () => false;
  isUp = true;
  /** The server does not accept even the tokens that it has just made. */
  refusesTokens = false;
  #links = new Set<FakeLink>();

  get chat(): FakeChat {
    return this.chats.at(-1) as FakeChat;
  }

  async createConversation(chat: NewChat) {
    const failure = this.creationFailures.shift();
    if (failure) throw failure;
    this.created.push(chat);
    const created = new FakeChat(`c${this.created.length}`, chat.bots, chat.nickname);
    this.chats.push(created);
    return created.membership;
  }

  connect(listener: LinkListener): Link {
    const link = new FakeLink(this, listener);
    this.#links.add(link);
    if (this.isUp) queueMicrotask(() => link.open());
    return link;
  }

  forget(link: FakeLink): void {
    this.#links.delete(link);
  }

  goDown(): void {
    this.isUp = false;
    for (const link of this.#links) link.drop();
  }

  comeBack(): void {
    this.isUp = true;
    for (const link of this.#links) link.open();
  }
}

class FakeLink implements Link {
  readonly #transport: FakeTransport;
  readonly #listener: LinkListener;
  readonly #rejects = new Set<(failure: CallFailed) => void>();
  #chat: FakeChat | null = null;

  constructor(transport: FakeTransport, listener: LinkListener) {
    this.#transport = transport;
    this.#listener = listener;
    listener.status("connecting");
  }

  open(): void {
    const { token, cursor } = this.#listener.credentials();
    const chat = this.#transport.chats.find(({ id }) => token === `token-${id}`);
    if (!chat || this.#transport.refusesTokens) {
      this.#listener.refused(new CallFailed({ code: "token_expired", message: "Expired" }));
      return;
    }
    this.#chat = chat;
    chat.greet(this.#hear, cursor ?? undefined);
    this.#listener.status("online");
  }

  async call<Name extends Parameters<Link["call"]>[0]>(
    name: Name,
    input: unknown,
  ): Promise<CallReplyOf<Name>> {
    const chat = this.#chat;
    if (!chat) throw CallFailed.unreachable("down");
    const lost = new Promise<never>((_, reject) => this.#rejects.add(reject));
    lost.catch(() => {});
    const answer = await Promise.race([chat.answer(name, structuredClone(input)), lost]);
    if (!answer) return lost;
    if (answer.ok) return answer.data as CallReplyOf<Name>;
    throw new CallFailed(answer.error);
  }

  drop(): void {
    this.#chat?.listeners.delete(this.#hear);
    this.#chat = null;
    for (const reject of this.#rejects) reject(CallFailed.unreachable("dropped"));
    this.#listener.status("reconnecting");
  }

  close(): void {
    this.#chat?.listeners.delete(this.#hear);
    this.#chat = null;
    for (const reject of this.#rejects) reject(CallFailed.unreachable("closed"));
    this.#transport.forget(this);
  }

  #hear: Listener = (event, payload) => {
    if (this.#transport.loses(event)) return;
    if (event === "feed") this.#listener.feed(payload as Feed);
    if (event === "state") this.#listener.state(payload as State);
    if (event === "delta") this.#listener.delta(payload as Delta);
    if (event === "typing") this.#listener.typing(payload as Typing);
  };
}
