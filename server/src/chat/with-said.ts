import type { MessageEntity, RequestEntity } from "../store/entities.js";

/** What the history says that the bot answered, with one more message. */
export function withSaid(request: RequestEntity, message: MessageEntity): RequestEntity["response"] {
  const said = { id: message.id, text: message.text ?? "" };
  return { ...request.response, messages: [...(request.response?.messages ?? []), said] };
}
