import { optionsOf, type ReplyExtras } from "../reply.js";
import type { EffectOf } from "../wire.js";

/** What the bots get in place of what was said. Who said it, where, and under which id cannot be changed. */
export interface Overrides extends ReplyExtras {
  /** 1 to 10 000 characters. Default: what was said. */
  text?: string | undefined;
}

type WireOverrides = NonNullable<EffectOf<"redirect">["overrides"]>;

/** Only what was given; null takes something away. A copy, because a repeated call must carry the same body. */
export function overridesOf({ text, options, metadata, quotedMessageId }: Overrides): WireOverrides {
  return {
    ...(text !== undefined && { text }),
    ...(options !== undefined && { options: optionsOf(options) }),
    ...(metadata !== undefined && { metadata: JSON.parse(JSON.stringify(metadata)) }),
    ...(quotedMessageId !== undefined && { quotedMessageId }),
  };
}
