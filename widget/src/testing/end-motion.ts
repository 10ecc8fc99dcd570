import type { Page } from "playwright-core";

/** Brings every animation and transition of the first chat to its end, so that looks can be compared and measured. */
export function endMotion(page: Page): Promise<void> {
  return page.evaluate(() => {
    const root = document.querySelector("natter-chat")?.shadowRoot;
    const panel = root?.querySelector("natter-panel")?.shadowRoot;
    const elements = [root, panel].flatMap((tree) => [...(tree?.querySelectorAll("*") ?? [])]);
    for (const animation of elements.flatMap((element) => element.getAnimations()))
      if (animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY) animation.finish();
  });
}
