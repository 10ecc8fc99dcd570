import type { Locator, Page } from "playwright-core";

/** The widget as a person sees it, whatever it is made of. */
export class WidgetPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the panel by its bubble and waits until one can write. */
  async open(): Promise<void> {
    await this.#page.getByRole("button", { name: "Open chat" }).click();
    await this.composer.waitFor();
  }

  get composer(): Locator {
    return this.#page.getByRole("textbox", { name: "Message" });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  option(name: string): Locator {
    return this.#page.getByRole("button", { name, exact: true });
  }

  message(text: string): Locator {
    return this.#page.getByRole("article").filter({ hasText: text });
  }

  /** The texts of all bubbles, in the order shown. */
  async thread(): Promise<string[]> {
    const bubbles = this.#page.getByRole("article").locator("[part~='bubble']");
    return (await bubbles.allInnerTexts()).map((text) => text.trim());
  }
}
