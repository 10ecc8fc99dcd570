/** The only file that reads the environment. Blank counts as not set; a line end from a secrets file is cut off. */
export function readEnvironment(): Record<"url" | "key" | "webhookSecret", string | undefined> {
  return {
    url: process.env.NATTER_URL?.trim() || undefined,
    key: process.env.NATTER_BOT_KEY?.trim() || undefined,
    webhookSecret: process.env.NATTER_WEBHOOK_SECRET?.trim() || undefined,
  };
}
