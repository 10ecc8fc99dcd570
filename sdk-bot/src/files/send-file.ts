import type { EffectInput, Message } from "@natter/protocol";
import type { AttemptCalls } from "../attempt-calls.js";
import type { Act } from "../effects.js";
import { fieldsOf, type SendEffect } from "../reply.js";
import { type FileReply, type OutgoingFile, outgoingFile } from "./outgoing-file.js";

/**
 * Uploads the file, then sends the message that carries it. An attempt that comes after a crash uploads again, because
 * nothing knows the bytes, and finds its message; the server forgets uploads that no message carries.
 */
export function sendFile(
  reply: FileReply,
  asSent: (effect: SendEffect) => EffectInput = (effect) => effect,
): Act<Message> {
  const file = outgoingFile(reply);
  const fields = fieldsOf(reply);
  return async (calls, index) => {
    const effect = asSent({
      ...fields,
      text: reply.text ?? "",
      messageType: file.type,
      ...(await placeOf(calls, file)),
    });
    return (await calls.effect(index, effect)).message;
  };
}

async function placeOf(
  calls: AttemptCalls,
  file: OutgoingFile,
): Promise<{ fileKey: string } | { externalFileUrl: string }> {
  if (file.kind === "linked") return { externalFileUrl: file.url };
  return { fileKey: (await calls.upload(file)).fileKey };
}
