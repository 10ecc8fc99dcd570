import type { Page } from "playwright-core";

/** Writes down what the panel tells a screen reader from now on: it takes every text away again after some seconds. */
export async function overhear(page: Page): Promise<() => Promise<string[]>> {
  const region = page.locator(".panel > .said[role=status]");
  const heard = await region.evaluateHandle((region) => {
    const texts: string[] = [];
    const note = () => {
      for (const { textContent } of region.querySelectorAll("p"))
        if (textContent && textContent !== texts.at(-1)) texts.push(textContent);
    };
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
    return texts;
  });
  return () => heard.jsonValue();
}
