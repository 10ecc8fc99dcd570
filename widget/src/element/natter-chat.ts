import { launcherTexts } from "../i18n/launcher-texts.js";
import { tell } from "../panel/events.js";
import type { PanelElement, PanelModule } from "../panel/panel-config.js";
import { chatScope } from "../state/scope.js";
import { launcherCss } from "../theme/launcher-css.js";
import { attributes, readConfig } from "./attributes.js";
import { Launcher } from "./launcher.js";
import { OpenFlag } from "./open-flag.js";

/** A server has no HTMLElement, and importing the package there must not fail. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A chat bubble that fetches its panel when it is wanted. Until the first gesture it stores nothing and asks nobody.
 *
 * @attr {string} server - Where Natter runs. Default: this page's origin.
 * @attr {string} bot - Names of the bots a new conversation starts with, separated by commas.
 * @attr {string} heading - The panel's title. Default: the bots' nicknames.
 * @attr {string} welcome - What an empty thread says; empty for nothing.
 * @attr {string} nickname - What the visitor is called.
 * @attr {string} placeholder - What the empty composer says.
 * @attr {string} prompts - Example questions, separated by `|`.
 * @attr {string} lang - The language, as is `locale`. Default: the page's, then the reader's.
 * @attr {"left" | "right"} position - The corner. Default: where lines end.
 * @attr {string} accent - Any CSS colour.
 * @attr {"light" | "dark" | "auto"} theme - Default: as the reader's system.
 * @attr {boolean} open - Whether the panel shows.
 *
 * @fires natter-open - The panel has opened.
 * @fires natter-close - The panel has closed.
 * @fires natter-message - `{message, isOwn}`: a message was added, other than by reading history.
 * @fires natter-status - `{status}`: what the connection is like, as `ChatStatus` says.
 *
 * @csspart launcher - The bubble.
 * @csspart badge - Its count of unread messages. The panel's own parts are in the README.
 *
 * @cssproperty --natter-accent - The colour of the bubble and of the visitor's messages. Default: the bot's own, else indigo.
 * @cssproperty --natter-on-accent - What is written on it. Default: black or white, whichever reads better.
 * @cssproperty --natter-surface - The panel's background. Default: white, or nearly black in the dark.
 * @cssproperty --natter-text - The colour of text on it.
 * @cssproperty --natter-font - Default: the system's.
 * @cssproperty --natter-radius - Of the panel's corners. Default: `20px`.
 * @cssproperty --natter-width - Of the panel, where there is room. Default: `400px`.
 * @cssproperty --natter-height - Of the panel, where there is room. Default: `680px`.
 * @cssproperty --natter-offset - From the edges of the window. Default: `20px`.
 * @cssproperty --natter-z-index - Default: `2147483000`.
 */
export class NatterChat extends Base {
  static readonly observedAttributes: readonly string[] = attributes;
  /** How to get the panel: an import of the bundler's, or of the loader's server. Set by `defineNatterChat`. */
  static loadPanel: () => Promise<PanelModule>;

  #launcher: Launcher | undefined;
  #panel: PanelElement | undefined;
  #module: Promise<PanelModule> | undefined;
  #isLoading = false;
  #hasFailed = false;
  /** Set while `open` is reflected, so that the reflection is not taken for a wish. */
  #isReflecting = false;

  connectedCallback(): void {
    this.#launcher ??= this.#draw();
    this.#applyAccent();
    this.#refresh();
    // Both are wishes of the page or of an earlier page, not gestures: the focus stays where it is.
    if (this.hasAttribute("open") || this.#flag.isSet) void this.#open({ takeFocus: false });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#launcher || before === after) return;
    if (name === "open") {
      if (this.#isReflecting) return;
      if (after === null) this.#hide();
      else void this.#open({ takeFocus: false });
      return;
    }
    if (name === "accent") this.#applyAccent();
    if (this.#panel) this.#panel.config = readConfig(this);
    this.#refresh();
  }

  /** Shows the panel and moves the focus into it. */
  open(): void {
    void this.#open({ takeFocus: true });
  }

  /** Hides the panel. The focus goes to the bubble where it was in the panel. */
  close(): void {
    if (this.hasAttribute("open")) this.#reflect(false);
    this.#hide();
  }

  /** Opens what is closed, and closes what is open. */
  toggle(): void {
    if (this.hasAttribute("open")) this.close();
    else this.open();
  }

  /**
   * Sends a text as the visitor, open or not. Resolves once it is kept for sending. Rejects where the panel
   * cannot be fetched.
   */
  async send(text: string): Promise<void> {
    await (await this.#load()).send(text);
  }

  /** Leaves the thread as it is and starts an empty one. Rejects where the panel cannot be fetched. */
  async newConversation(): Promise<void> {
    await (await this.#load()).newConversation();
  }

  get #flag(): OpenFlag {
    const { server, bots } = readConfig(this);
    return new OpenFlag(chatScope(server, bots));
  }

  #draw(): Launcher {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherCss);
    root.adoptedStyleSheets = [sheet];
    const launcher = new Launcher();
    const { button } = launcher;
    button.addEventListener("click", () => this.toggle());
    // Intent: the panel is on its way before the click.
    button.addEventListener("pointerenter", () => this.#prefetch());
    button.addEventListener("focus", () => this.#prefetch());
    root.append(button, launcher.status);
    return launcher;
  }

  async #open({ takeFocus }: { takeFocus: boolean }): Promise<void> {
    const wasOpen = this.#panel?.open === true;
    this.#reflect(true);
    let panel: PanelElement;
    try {
      panel = await this.#load();
    } catch {
      return; // `#load` has shown it on the launcher.
    }
    if (!this.hasAttribute("open")) return;
    panel.open = true;
    this.#flag.set(true);
    this.#refresh();
    if (!wasOpen) tell(this, "natter-open", null);
    await panel.updateComplete;
    if (takeFocus) panel.focusComposer();
  }

  #hide(): void {
    this.#flag.set(false);
    const panel = this.#panel;
    const hadFocus = this.shadowRoot?.activeElement === panel;
    if (panel?.open) {
      panel.open = false;
      tell(this, "natter-close", null);
    }
    this.#refresh();
    if (hadFocus) this.#launcher?.button.focus();
  }

  #prefetch(): void {
    this.#module ??= NatterChat.loadPanel().catch((error: unknown) => {
      this.#module = undefined;
      throw error;
    });
    // Whoever opens the panel learns of a failure; a mere prefetch tells nobody.
    this.#module.catch(() => {});
  }

  async #load(): Promise<PanelElement> {
    if (this.#panel) return this.#panel;
    this.#prefetch();
    this.#isLoading = true;
    this.#refresh();
    try {
      const module = await (this.#module as Promise<PanelModule>);
      this.#panel ??= this.#mount(module);
      this.#hasFailed = false;
      return this.#panel;
    } catch (error) {
      this.#hasFailed = true;
      this.#reflect(false);
      throw error;
    } finally {
      this.#isLoading = false;
      this.#refresh();
    }
  }

  #mount(module: PanelModule): PanelElement {
    const panel = module.createPanel();
    panel.config = readConfig(this);
    panel.addEventListener("close-request", () => this.close());
    panel.addEventListener("unread-change", () => this.#refresh());
    this.shadowRoot?.prepend(panel);
    return panel;
  }

  #reflect(isOpen: boolean): void {
    this.#isReflecting = true;
    this.toggleAttribute("open", isOpen);
    this.#isReflecting = false;
  }

  #applyAccent(): void {
    const accent = this.getAttribute("accent") ?? "";
    if (CSS.supports("color", accent)) this.style.setProperty("--natter-accent", accent);
    else this.style.removeProperty("--natter-accent");
  }

  #refresh(): void {
    this.#launcher?.show(
      {
        isOpen: this.#panel?.open === true,
        isLoading: this.#isLoading,
        hasFailed: this.#hasFailed,
        unread: this.#panel?.unread ?? 0,
      },
      launcherTexts(readConfig(this).locale),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "natter-chat": NatterChat;
  }
}
