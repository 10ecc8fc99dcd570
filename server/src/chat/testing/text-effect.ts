import type { Effect } from "@natter/protocol";

type Send = Extract<Effect, { type: "send"; messageType: "text" }>;

/** An effect that says this, as the door would have read it, with nothing that was not asked for. */
export const textEffect = (text: string, patch: Partial<Send> = {}): Send => ({
  type: "send",
  messageType: "text",
  text,
  options: [],
  quotedMessageId: null,
  metadata: null,
  approve: false,
  to: null,
  onBehalfOf: null,
  ...patch,
});
