/** Region, then language, then English: `pt-BR` finds `pt-BR`, else `pt`, else `en`. */
export function pickLanguage(locale: string, available: readonly string[]): string {
  const wanted = locale.toLowerCase().replaceAll("_", "-").split("-");
  for (; wanted.length > 0; wanted.pop()) {
    const match = available.find((tag) => tag.toLowerCase() === wanted.join("-"));
    if (match) return match;
  }
  return "en";
}
