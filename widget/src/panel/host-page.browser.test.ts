import { afterAll, beforeAll, expect, test } from "vitest";
import { endMotion } from "../testing/end-motion.js";
import { openStage, type Stage, type Visit, type VisitOptions } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function talking(options: VisitOptions): Promise<Visit> {
  const visit = await stage.visit({
    ...options,
    onCreate: (chat) => chat.say("See https://example.com", { options: [{ text: "Yes" }, { text: "No" }] }),
  });
  const { page } = visit;
  await page.locator(".launcher").click();
  await page.locator(".option").first().waitFor();
  await page.locator("textarea").fill("Hello");
  await page.keyboard.press("Enter");
  await page.locator(".own.sent").waitFor();
  return visit;
}

test("a strict policy with Trusted Types is not violated once [F223]", async () => {
  const { natter } = stage.sites;
  const csp = [
    "default-src 'none'",
    `script-src ${natter}`,
    `connect-src ${natter} ${natter.replace("http", "ws")}`,
    "style-src 'none'",
    "img-src data:",
    "trusted-types lit-html",
    "require-trusted-types-for 'script'",
  ].join("; ");
  await using visit = await talking({
    page: { csp },
    tag: 'data-bot="echo" data-accent="#0a7" data-lang="pt"',
    init: () => {
      Object.assign(globalThis, { violations: [] });
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        (globalThis as unknown as { violations: string[] }).violations.push(
          `${violatedDirective} ${blockedURI}`,
        ),
      );
    },
  });
  expect(
    await visit.page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations),
  ).toEqual([]);
  expect(visit.errors).toEqual([]);
  const width = await visit.page.locator(".panel").evaluate((panel: HTMLElement) => panel.offsetWidth);
  expect(width).toBe(400);
});

const hostile = `<style>
  * { all: unset !important; font: italic 40px/3 cursive !important; color: lime !important; margin: 9px !important;
      letter-spacing: 1em !important; text-transform: uppercase !important; animation: none !important;
      transition: none !important; box-sizing: content-box !important; direction: inherit !important }
  html { font-size: 4px !important }
  natter-chat, natter-chat * { display: none !important; position: static !important; z-index: 1 !important;
      opacity: 0 !important; visibility: hidden !important; transform: scale(3) !important; filter: invert(1) !important }
  button, textarea, svg, p, a, section { width: 1px !important; background: red !important }
</style><div style="position:fixed; inset:0; z-index:2147482999; pointer-events:none"></div>`;

test("a hostile host page changes nothing inside, and nothing inside leaks out [F238] [F106]", async () => {
  const looks = async (head: string) => {
    await using visit = await talking({ page: { head, body: "<h1>Host</h1><button>Host button</button>" } });
    const { page } = visit;
    await page.mouse.move(0, 0);
    await endMotion(page);
    return await page.evaluate(() => {
      const root = document.querySelector("natter-chat")?.shadowRoot;
      const panel = root?.querySelector("natter-panel")?.shadowRoot;
      if (!root || !panel) throw new Error("no panel");
      const skip = new Set(["perspective-origin", "transform-origin"]);
      return [root.host, ...root.querySelectorAll("*"), ...panel.querySelectorAll("*")].map((element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const values = [...style]
          .filter((name) => !name.startsWith("--") && !skip.has(name))
          .map((name) => `${name}: ${style.getPropertyValue(name)}`);
        return [
          element.localName,
          element.getAttribute("class"),
          Math.round(box.x),
          Math.round(box.y),
          Math.round(box.width),
          Math.round(box.height),
          ...values,
        ].join("\n");
      });
    });
  };
  const calm = await looks("");
  const attacked = await looks(hostile);
  expect(calm.length).toBeGreaterThan(30);
  expect(attacked).toEqual(calm);
});

test("a page styles it by custom properties and by parts, and by nothing else [F227]", async () => {
  const head = `<style>
    natter-chat { --natter-accent: rgb(255, 221, 0); --natter-width: 350px }
    natter-chat::part(bubble-other) { border: 3px solid rgb(1, 2, 3) }
    natter-chat::part(launcher) { border-radius: 12px }
    .bubble { border: 9px solid red }
  </style>`;
  await using visit = await talking({ page: { head } });
  const style = (selector: string, name: string) =>
    visit.page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name);
  expect(await style(".other .bubble", "border")).toBe("3px solid rgb(1, 2, 3)");
  expect(await style(".own .bubble", "border-top-width")).toBe("0px");
  expect(await style(".own .bubble", "background-color")).toBe("rgb(255, 221, 0)");
  // Black, as XYZ: white would not be readable on yellow.
  expect(await style(".own .bubble", "color")).toBe("color(xyz-d65 0 0 0)");
  expect(await style(".launcher", "border-radius")).toBe("12px");
  expect(await visit.page.locator(".panel").evaluate((panel: HTMLElement) => panel.offsetWidth)).toBe(350);
});

test("a chat that is moved within its page goes on", async () => {
  await using visit = await talking({ page: { body: "<main></main>" } });
  const { page, server } = visit;
  await page.evaluate(() =>
    document.querySelector("main")?.append(document.querySelector("natter-chat") ?? ""),
  );
  await server.until(() => server.handshakes.length === 2 && server.connections === 1);
  server.chat.say("Still with you");
  await page.locator(".other .text").getByText("Still with you").waitFor();
});

test("on a phone it fills the screen, is modal and keeps the Tab key [F117] [F229]", async () => {
  await using visit = await talking({ context: { viewport: { width: 390, height: 844 } } });
  const { page } = visit;
  const box = () => page.locator(".panel").boundingBox();
  await expect.poll(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await page.getByRole("dialog").getAttribute("aria-modal")).toBe("true");
  const focused = () =>
    page.evaluate(
      () =>
        document.querySelector("natter-chat")?.shadowRoot?.activeElement?.shadowRoot?.activeElement
          ?.className,
    );
  await page.getByRole("button", { name: "New chat" }).focus();
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe("");
  expect(
    await page.evaluate(
      () =>
        document.querySelector("natter-chat")?.shadowRoot?.activeElement?.shadowRoot?.activeElement
          ?.localName,
    ),
  ).toBe("textarea");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("icon-button");
});

test("on a right-to-left page the corner and the sides change over [F233]", async () => {
  await using visit = await talking({ page: { html: 'lang="ar" dir="rtl"' } });
  const { page } = visit;
  const middle = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { left, width } = element.getBoundingClientRect();
        return left + width / 2;
      });
  expect(await middle(".launcher")).toBeLessThan(200);
  expect(await middle(".own .bubble")).toBeLessThan(await middle(".other .bubble"));
  // An English title is cut off at its own end, and stays beside the avatar.
  const title = await page.locator("#title").evaluate((element) => ({
    direction: getComputedStyle(element).direction,
    right: element.getBoundingClientRect().right,
  }));
  const avatarLeft = await page
    .locator(".avatar")
    .evaluate((element) => element.getBoundingClientRect().left);
  expect(title.direction).toBe("ltr");
  expect(avatarLeft - title.right).toBeLessThan(30);
});
