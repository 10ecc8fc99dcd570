import type { Texts } from "../i18n/texts.js";
import type { Times } from "../i18n/times.js";
import type { PanelConfig } from "../panel/panel-config.js";
import type { ChatSnapshot } from "../state/snapshot.js";

/** What every template may need. */
export interface View {
  config: PanelConfig;
  snapshot: ChatSnapshot;
  texts: Texts;
  times: Times;
  now: number;
  actions: Actions;
}

/** What a visitor can do in the thread. */
export interface Actions {
  send(text: string, quotedMessageId?: string): void;
  retry(localId: string): void;
  discard(localId: string): void;
  stop(messageId: string): void;
  newChat(): void;
  reconnect(): void;
  close(): void;
}
