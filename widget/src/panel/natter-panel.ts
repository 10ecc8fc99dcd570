import type { Message, WidgetConfig } from "@natter/protocol";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { loadTexts } from "../i18n/load-texts.js";
import type { Texts } from "../i18n/texts.js";
import { createTimes, type Times } from "../i18n/times.js";
import { ended } from "../render/ended.js";
import { header } from "../render/header.js";
import { downIcon } from "../render/icons.js";
import { nameOf } from "../render/names.js";
import { statusLine } from "../render/status-line.js";
import { systemText } from "../render/system-text.js";
import { thread } from "../render/thread.js";
import type { View } from "../render/view.js";
import type { Chat } from "../state/chat.js";
import { openChat } from "../state/open-chat.js";
import { chatScope } from "../state/scope.js";
import { controlCss } from "../theme/control-css.js";
import { messageCss } from "../theme/message-css.js";
import { panelCss } from "../theme/panel-css.js";
import { panelTokens } from "../theme/panel-tokens.js";
import { fetchSettings } from "../transport/fetch-settings.js";
import { Announcements } from "./announcements.js";
import { Composer } from "./composer.js";
import { tell } from "./events.js";
import { FollowBottom } from "./follow-bottom.js";
import { FullScreen } from "./full-screen.js";
import type { PanelConfig, PanelElement } from "./panel-config.js";
import { parts } from "./parts.js";
import { walkStamps } from "./stamp-keys.js";
import { withSettings } from "./with-settings.js";

/** The conversation, drawn. It lives in the shadow tree of `<natter-chat>`, which tells it when to show. */
export class NatterPanel extends LitElement implements PanelElement {
  static override styles = [panelTokens, panelCss, messageCss, controlCss];

  @property({ attribute: false }) config!: PanelConfig;
  @property({ type: Boolean, reflect: true }) open = false;
  @state() private texts: Texts | undefined;
  /** What the bot's owner has set; asked for on the first open, never before. */
  @state() private settings: WidgetConfig | null = null;

  #chat!: Chat;
  #scope = "";
  #locale = "";
  #times!: Times;
  #isRunning = false;
  /** The texts of the language that was asked for last. */
  #loading: Promise<void> = Promise.resolve();
  #lastStatus = "idle";
  #lastUnread = 0;
  readonly #bottom = new FollowBottom(this);
  readonly #fullScreen = new FullScreen(this);
  readonly #announcements = new Announcements(this);
  readonly #composer = new Composer(this, (text) => void this.#send(text));

  get unread(): number {
    return this.#lastUnread;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("exportparts", parts.join(","));
    document.addEventListener("visibilitychange", this.#changed);
    // Moved within the page: the chat goes on, as it also does behind a closed panel.
    if (this.#isRunning) void this.#chat.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#changed);
    this.#chat?.close();
  }

  focusComposer(): void {
    if (this.shadowRoot?.querySelector("textarea")) this.#composer.focus();
    else this.shadowRoot?.querySelector<HTMLElement>(".ended button")?.focus();
  }

  async send(text: string): Promise<void> {
    await this.updateComplete;
    await this.#send(text);
  }

  async newConversation(): Promise<void> {
    await this.updateComplete;
    await this.#chat.newConversation();
  }

  /** The first texts come before the first drawing: nobody sees another language flash by. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    if (this.texts) return true;
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("config")) this.#configure();
    if (changed.has("open") && this.open) {
      this.#bottom.follow();
      if (!this.#isRunning) void this.#readSettings();
      this.#isRunning = true;
      void this.#chat.start();
    }
  }

  protected override updated(): void {
    const { snapshot } = this.#chat;
    if (this.open && !document.hidden && this.#bottom.isAtBottom) this.#chat.markRead();
    if (this.open && snapshot.hasOlder && this.#bottom.isNearTop) void this.#chat.loadOlder();
    this.#report();
  }

  protected override render() {
    if (!this.texts) return nothing;
    const view = this.#view(this.texts);
    const { snapshot, texts } = view;
    return html`<section
      class="panel"
      part="panel"
      role="dialog"
      aria-modal=${this.#fullScreen.isOn ? "true" : "false"}
      aria-labelledby="title"
      lang=${texts.language}
      @keydown=${this.#keydown}
    >
      ${header(view)}${statusLine(view)}
      <div class="middle">
        <div
          class="log"
          part="log"
          role="log"
          aria-live="off"
          aria-label=${texts.thread}
          aria-busy=${snapshot.isLoadingOlder ? "true" : "false"}
          tabindex="0"
          @scroll=${this.#scrolled}
          @keydown=${walkStamps}
        >${thread(view)}</div>
        ${!this.#bottom.isAtBottom ? this.#jumpButton(view) : nothing}
      </div>
      ${snapshot.isEnded ? ended(view) : this.#composer.render(texts, view.config.placeholder)}
      ${this.#announcements.render()}
    </section>`;
  }

  #jumpButton({ snapshot, texts }: View) {
    const label = snapshot.unread > 0 ? texts.newMessages(snapshot.unread) : "";
    return html`<button type="button" class="jump" part="button" aria-label=${label || texts.jumpToNewest} @click=${this.#jump}>${downIcon}${label}</button>`;
  }

  #view(texts: Texts): View {
    return {
      config: withSettings(this.config, this.settings),
      snapshot: this.#chat.snapshot,
      texts,
      times: this.#times,
      now: Date.now(),
      actions: {
        send: (text, quotedMessageId) => this.#act(this.#send(text, quotedMessageId)),
        retry: (localId) => this.#act(this.#chat.retry(localId)),
        discard: (localId) => this.#act(this.#chat.discard(localId)),
        stop: (messageId) => this.#act(this.#chat.stop(messageId)),
        newChat: () => this.#act(this.#chat.newConversation()),
        reconnect: () => this.#act(this.#chat.reconnect()),
        close: () => this.dispatchEvent(new Event("close-request")),
      },
    };
  }

  #configure(): void {
    const { server, bots, nickname, locale } = this.config;
    const scope = chatScope(server, bots);
    if (scope !== this.#scope) {
      this.#chat?.close();
      this.#scope = scope;
      this.#chat = openChat({ server, bots, nickname, onChange: this.#changed, onMessage: this.#heard });
      this.settings = null;
      if (this.#isRunning) {
        void this.#chat.start();
        void this.#readSettings();
      }
    }
    if (locale !== this.#locale) {
      this.#locale = locale;
      this.#loading = this.#readTexts(locale);
    }
  }

  async #readSettings(): Promise<void> {
    const { server, bots } = this.config;
    const scope = this.#scope;
    const settings = bots[0] === undefined ? null : await fetchSettings(server, bots[0]);
    if (scope !== this.#scope) return;
    this.settings = settings;
    const root = this.getRootNode();
    const accent = settings?.accent ?? "";
    // Under the page's own colour, for the launcher as well.
    if (root instanceof ShadowRoot && root.host instanceof HTMLElement && CSS.supports("color", accent))
      root.host.style.setProperty("--n-accent-of-bot", accent);
  }

  async #readTexts(locale: string): Promise<void> {
    const texts = await loadTexts(locale);
    if (locale !== this.#locale) return;
    this.#times = createTimes(locale, texts);
    this.texts = texts;
  }

  #send(text: string, quotedMessageId: string | null = null): Promise<void> {
    this.#bottom.follow();
    return this.#chat.send(text, quotedMessageId);
  }

  /** The button that was pressed is about to vanish or to be disabled, and would take the focus with it. */
  #act(action: Promise<void>): void {
    void action;
    void this.updateComplete.then(() => {
      // On a touch screen the composer would bring up the keyboard.
      if (matchMedia("(pointer: coarse)").matches)
        this.shadowRoot?.querySelector<HTMLElement>(".log")?.focus();
      else this.focusComposer();
    });
  }

  #changed = (): void => this.requestUpdate();

  #heard = (message: Message): void => {
    const { ownId } = this.#chat.snapshot;
    const isOwn = message.senderId === ownId;
    tell(this, "natter-message", { message, isOwn });
    if (!this.texts || isOwn) return;
    const view = this.#view(this.texts);
    const text =
      message.type === "system"
        ? systemText(view, message)
        : this.texts.said(nameOf(view, message.senderId), message.text);
    if (text) this.#announcements.say(text);
  };

  #report(): void {
    const { status, unread } = this.#chat.snapshot;
    if (status !== this.#lastStatus) {
      this.#lastStatus = status;
      tell(this, "natter-status", { status });
    }
    if (unread !== this.#lastUnread) {
      this.#lastUnread = unread;
      this.dispatchEvent(new Event("unread-change"));
    }
  }

  #scrolled = (): void => {
    const wasAtBottom = this.#bottom.isAtBottom;
    this.#bottom.observe();
    if (wasAtBottom !== this.#bottom.isAtBottom || this.#bottom.isNearTop) this.requestUpdate();
  };

  #jump = (): void => {
    this.#bottom.follow();
    this.requestUpdate();
    this.focusComposer();
  };

  #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      this.dispatchEvent(new Event("close-request"));
    }
    if (this.shadowRoot) this.#fullScreen.keepFocus(event, this.shadowRoot);
  };
}
