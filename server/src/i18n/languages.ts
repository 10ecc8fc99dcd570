/** The languages that the server speaks; the first is spoken to everybody else. */
export const languages = ["en", "pt"] as const;
export type Language = (typeof languages)[number];

/** The language for a locale of a client's (BCP 47), such as `pt-BR`. */
export function languageOf(locale: string | undefined): Language {
  const primary = locale?.toLowerCase().split("-")[0];
  return languages.find((language) => language === primary) ?? languages[0];
}
