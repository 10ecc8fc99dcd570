import { pickLanguage } from "./pick-language.js";

/** What the launcher says before the panel and its texts are there. */
export interface LauncherTexts {
  open: string;
  close: string;
  failed: string;
  unread(count: number): string;
}

const catalogues: Record<string, LauncherTexts> = {
  en: {
    open: "Open chat",
    close: "Close chat",
    failed: "The chat could not be loaded. Try again",
    unread: (count) => (count === 1 ? "1 unread message" : `${count} unread messages`),
  },
  pt: {
    open: "Abrir o chat",
    close: "Fechar o chat",
    failed: "Não foi possível carregar o chat. Tente de novo",
    unread: (count) => (count === 1 ? "1 mensagem não lida" : `${count} mensagens não lidas`),
  },
};

export function launcherTexts(locale: string): LauncherTexts {
  // Both keys that `pickLanguage` can return are in the table.
  return catalogues[pickLanguage(locale, Object.keys(catalogues))] as LauncherTexts;
}
