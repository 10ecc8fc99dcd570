/** What the server says when something goes wrong: what is wrong and what would be right. `{…}` are parameters. */
export const en = {
  "attempt.fenced": "Another attempt has taken this request over. Drop what this one was doing.",
  "body.broken": "The body is not valid JSON, or was cut short; send one JSON object",
  "body.encoding":
    "The body's encoding is not understood; send UTF-8, plain or compressed with gzip or deflate",
  "body.large": "The body is larger than {max} bytes; send less at once",
  "body.type": "The body came as {received}; send JSON with Content-Type: application/json",
  "bot.none": "There is no bot {name} on this server; GET /api/v1/bots lists those there are",
  "bot.absent":
    'No bot "{name}" is part of this conversation besides its manager; those that are: {known}. Nothing was done.',
  "bot.taken": "There is a bot named {name} already; DELETE /api/v1/admin/bots/:botId frees its name.",
  "bot.unregistered": "There is no bot with this id; GET /api/v1/admin/bots lists those there are.",
  "bot.noManager": "Only the manager of the conversation may do that; this bot is not its manager.",
  "call.none": 'There is no call "{name}". There are: {known}.',
  "commandKey.taken": "This commandKey was used before for another command. Take a new one.",
  "conversation.ended": "The conversation has ended. Start a new one to go on talking.",
  "conversation.left": "You have left this conversation. Start or join another one.",
  "conversation.none": "There is no such conversation, or this credential is not for it.",
  "conversations.whose":
    "This list is for visitors (Authorization: Bearer <token>), administrators, and everybody where rooms are on.",
  "database.away": "The server cannot reach its database. Try again a little later.",
  "database.unwritable":
    "The server cannot write to its database at the moment. Nothing was stored; send again.",
  "effect.changed":
    "Effect {index} of this request was {before}, and is now {now}. Do the same things in the same order on every attempt.",
  "file.empty": "The file is empty; send one with at least one byte",
  "file.expired": "This address of the file has expired; read the message again, it carries a fresh one",
  "file.large": "A file of type {type} has at most {max} bytes here; send a smaller one",
  "file.linkedByPerson":
    "People send files by uploading them here; only bots may send the address of a file that lies elsewhere",
  "file.none": "There is no such file; its message may have been deleted",
  "file.otherType": 'The file is {detected} by its content, which is no {type}; send it as "attachment"',
  "file.refused": "This server takes no files of type {type}: its limit is 0 bytes",
  "file.unsigned":
    "The address of a file opens it only with its signature; use it whole, as the message carries it, or send a participant's token",
  "file.unwritable": "The server cannot store files at the moment. Nothing was stored; send again.",
  "file.used": "This file was sent already; upload it again to send it again",
  "frame.broken": "A call is a JSON text frame. Nothing was done.",
  "frame.large": "A frame has at most {max} characters. Send less at once.",
  "identity.expired":
    "The identity token has expired; let the site's server sign a fresh one, valid for at most ten minutes",
  "identity.off":
    "This server knows no key to check identity tokens with; its owner can set NATTER_IDENTITY_KEY.",
  "identity.wrong":
    'The identity token is not one that this site signed for the audience "{audience}"{reason}',
  internal: "The server failed; the fault is logged. Try again.",
  "key.admin":
    "An administrator's key is missing, malformed, unknown or revoked; send Authorization: Bearer natter_admin_…, and make a key with: natter keys add <name> --scope {scope}",
  "key.bot":
    "The bot's key is malformed, unknown or revoked; make a bot and its key with: natter bots add <name>",
  "key.beyond": "A key makes keys for what it is for itself, and this one lacks {scopes}.",
  "key.none": "There is no key with this id in force; GET /api/v1/admin/keys lists those there are.",
  "key.scope":
    "This key lacks the scope {scope}; make one that has it with: natter keys add <name> --scope {scope}",
  "key.taken": "This key was used before with another text. Take a new key.",
  "localId.taken": "This localId was already sent with another body. Make a new localId for a new message.",
  "draft.published": "People see this message already; it cannot be taken back.",
  "draft.rejected": "This message was rejected; what is rejected stays unseen.",
  "draft.streaming": "This message is still being written; decide on it when it is whole.",
  "draft.tombstone": "This message was deleted; there is nothing left to decide on.",
  "draft.system": "System messages tell what happened; nobody decides on them.",
  "manager.taken":
    "This server has a manager already, {name}, and there can be one; DELETE /api/v1/admin/bots/:botId makes room.",
  "message.deleted": "A deleted message cannot be edited.",
  "message.none": "There is no such message in this conversation.",
  "message.notOwn": "Only one's own messages can be changed.",
  "method.wrong": "{path} takes {methods}, not {method}",
  "nickname.notOwn": "Only one's own nickname can be changed.",
  nothing: "There is nothing at {path}; /api/v1/docs shows what there is",
  "origin.bot": "The bot {name} does not talk on {origin}; its owner can add that to the bot's origins",
  "origin.wrong": "The origin {origin} may not use this server; its owner can add it to NATTER_ORIGINS",
  "participant.none": "There is no such participant.",
  "permission.none": "{permission} is not for an {role}; it is for: {allowed}.",
  "protocol.wrong": "This server speaks protocol {spoken}, not {asked}. Update the older side.",
  "parts.broken": "The multipart body is malformed or was cut short; send the whole of it again",
  "parts.type": "Send multipart/form-data: a part named message with JSON, then a part named file",
  "queue.full": "The server's write queue is full. Send again a little later.",
  "rate.limited":
    'Too many calls in a short time (limit "{name}"). Wait {retryAfterMs} ms and go on more slowly.',
  "redirect.hops":
    "This would be redirect {hops} in a row without a person, and at most {max} are allowed. Answer the people instead.",
  "request.none": "There is no such request for this bot.",
  "rooms.list":
    "All conversations are listed for administrators, and for everybody where rooms are on; leave out of=all for your own.",
  "rooms.off": "Joining is off on this server. Its owner can turn rooms on.",
  "server.draining": "The server is restarting. Send again after reconnecting.",
  "stream.none": "Nothing was written at index {index}. Send a delta before delta.end.",
  "text.large": "A message has at most {max} characters.",
  "token.expired":
    "The token is older than 30 days; start a new conversation, or join this one again without a token",
  "token.missing":
    "A visitor's token is missing; send Authorization: Bearer <token>, with the token that creating or joining the conversation returned",
  "token.revoked": "This token was revoked. Start a new conversation, or join again.",
  "token.wrong":
    "The token is not one that this server signed; use the token that creating or joining the conversation returned",
} as const satisfies Record<string, string>;

export type MessageId = keyof typeof en;
