interface Page {
  text: string;
  /** Names of pages. */
  options: readonly string[];
}

/** What the menu leads to, each page by the option that opens it. */
export const pages = {
  "Main menu": {
    text: "What would you like to know?",
    options: ["Opening hours", "Delivery", "Returns"],
  },
  "Opening hours": {
    text: "We are here from Monday to Friday, 9:00 to 17:00.",
    options: ["Main menu"],
  },
  Delivery: {
    text: "How should your order reach you?",
    options: ["By post", "Pick up", "Main menu"],
  },
  "By post": { text: "Post takes two to four working days.", options: ["Delivery", "Main menu"] },
  "Pick up": {
    text: "Your order is ready two hours after you placed it.",
    options: ["Delivery", "Main menu"],
  },
  Returns: { text: "Send it back within 30 days; we pay the postage.", options: ["Main menu"] },
} as const satisfies Record<string, Page>;

export type PageName = keyof typeof pages;
export const mainPage: PageName = "Main menu";

export function isPage(name: string): name is PageName {
  return Object.hasOwn(pages, name);
}
