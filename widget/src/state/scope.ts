/** Keeps apart what several chats of one page store. */
export function chatScope(server: string, bots: readonly string[]): string {
  return `natter:${server}|${[...bots].sort().join(",")}`;
}
