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

  /** How many unsent texts the browser has stored, so that a reload does not lose them. */
  storedTexts(): Promise<number> {
    return this.#page.evaluate(async () => {
      // Opening what is not there would make it.
      if ((await indexedDB.databases()).length === 0) return 0;
      return new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("natter");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction("outbox").objectStore("outbox").count();
          counting.onsuccess = () => resolve(counting.result);
          opening.result.close();
        };
      });
    });
  }

  /** The texts of all bubbles, in the order shown. */
  async thread(): Promise<string[]> {
    const bubbles = this.#page.getByRole("article").locator("[part~='bubble']");
    return (await bubbles.allInnerTexts()).map((text) => text.trim());
  }
}
