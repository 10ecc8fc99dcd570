import { isDeepStrictEqual } from "node:util";
import type { AdminCommand, SentMessage } from "@natter/protocol";
import { failure } from "../errors.js";
import type { CommandEntity, MessageEntity } from "../store/entities.js";
import type { SnapshotKeys } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";
import type { AdminActor } from "./actor.js";
import type { Order } from "./command-order.js";
import type { Core } from "./core.js";
import { firstOfLineage } from "./lineage.js";
import { performCommand } from "./perform-command.js";
import { noSuchConversation, requireOpen } from "./policy.js";
import { presentAnyMessage } from "./present.js";
import { sendAsManager } from "./send-as-manager.js";
import { keysOfDecision } from "./target-keys.js";

type AdminSend = Extract<AdminCommand, { type: "send" }>;

/**
 * Carries out a moderator's command, by the same verb as a manager's. The same `commandKey` again returns what came of
 * it with `duplicate: true`; with another body it is a `conflict`.
 */
export async function giveCommand(
  core: Core,
  actor: AdminActor,
  input: AdminCommand,
  traceparent: string | null = null,
): Promise<SentMessage> {
  const { commandKey } = input;
  const { conversationId, keys } = await findTarget(core, input);
  const order: Order = {
    actorKind: "admin",
    actorId: actor.keyId,
    commandKey,
    conversationId,
    lineage: { ...firstOfLineage, traceparent },
  };
  return core.submit({
    keys: { ...keys, conversations: [conversationId], commands: [{ actorId: actor.keyId, commandKey }] },
    apply(work) {
      const before = work.command(actor.keyId, commandKey);
      if (before) return repeated(core, work, before, input);
      const message = carryOut(core, work, order, input);
      return { message: presentAnyMessage(core.fileUrls, message), duplicate: false };
    },
  });
}

async function findTarget(
  core: Core,
  input: AdminCommand,
): Promise<{ conversationId: string; keys: SnapshotKeys }> {
  if (input.type === "send") {
    const { conversationId, quotedMessageId } = input;
    return { conversationId, keys: quotedMessageId === null ? {} : { messages: [quotedMessageId] } };
  }
  const target = await core.store.moderation.message(input.messageId);
  if (!target) throw failure("not_found", "message.none");
  return { conversationId: target.conversationId, keys: keysOfDecision(target, input) };
}

function carryOut(core: Core, work: Workspace, order: Order, input: AdminCommand): MessageEntity {
  if (input.type === "send") return send(core, work, order, input);
  const { commandKey, ...decision } = input;
  return performCommand(core, work, order, decision);
}

function send(core: Core, work: Workspace, order: Order, input: AdminSend): MessageEntity {
  const conversation = work.conversation(order.conversationId);
  if (!conversation) throw noSuchConversation();
  requireOpen(conversation);
  const { text, quotedMessageId, metadata, approve, to, onBehalfOf } = input;
  const options = input.options.map((option) => option.text);
  // Without a localId: its command has a key.
  const draft = {
    type: "text" as const,
    localId: null,
    text,
    file: null,
    options,
    quotedMessageId,
    metadata,
  };
  return sendAsManager(core, work, order, conversation, draft, { self: null, approve, to, onBehalfOf });
}

function repeated(core: Core, work: Workspace, before: CommandEntity, input: AdminCommand): SentMessage {
  const { type, commandKey, ...asked } = input;
  const isSame =
    before.type === type &&
    Object.entries(asked).every(([name, value]) =>
      isDeepStrictEqual(saidBefore(before, name), stored(name, value)),
    );
  const message = work.message(before.messageId);
  if (!isSame || !message) throw failure("conflict", "commandKey.taken");
  return { message: presentAnyMessage(core.fileUrls, message), duplicate: true };
}

function saidBefore(before: CommandEntity, name: string): unknown {
  // A sent message was not known before.
  if (name === "messageId" || name === "conversationId") return before[name];
  return before.details[name];
}

/** As the record keeps it. */
function stored(name: string, value: unknown): unknown {
  return name === "options" && Array.isArray(value) ? value.map(({ text }) => text) : value;
}
