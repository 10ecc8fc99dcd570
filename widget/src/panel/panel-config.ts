/** What the host page decided. */
export interface PanelConfig {
  /** Without a trailing slash. */
  server: string;
  bots: readonly string[];
  heading: string;
  /** Null for the language's own; empty for none. */
  welcome: string | null;
  nickname: string;
  placeholder: string;
  prompts: readonly string[];
  /** BCP 47, as requested. */
  locale: string;
}

/** The panel as the launcher element knows it, without loading it. */
export interface PanelElement extends HTMLElement {
  config: PanelConfig;
  open: boolean;
  readonly unread: number;
  /** Resolves when the panel is drawn and may take the focus. */
  readonly updateComplete: Promise<boolean>;
  focusComposer(): void;
  send(text: string): Promise<void>;
  newConversation(): Promise<void>;
}

export interface PanelModule {
  createPanel(): PanelElement;
}
