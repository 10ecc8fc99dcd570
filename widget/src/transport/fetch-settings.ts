import type { WidgetConfig } from "@natter/protocol";

const timeoutMs = 5000;

/** `GET /config`: what a bot's owner has set. Null where nothing can be had: a chat opens without it as well. */
export async function fetchSettings(server: string, bot: string): Promise<WidgetConfig | null> {
  try {
    const response = await fetch(`${server}/api/v1/config?bot=${encodeURIComponent(bot)}`, {
      credentials: "omit",
      signal: AbortSignal.timeout(timeoutMs),
    });
    // The shape is the server's promise; the widget carries no schemas.
    return response.ok ? ((await response.json()) as WidgetConfig) : null;
  } catch {
    return null; // The socket, which follows, tells the visitor when there is no server.
  }
}
