import type { Texts } from "./texts.js";

/** How times read in one language. `Intl` formatters are costly to make, so a language makes them once. */
export interface Times {
  /** 10:42 */
  clock(at: number): string;
  /** Friday, 20 November 2026 at 10:42 */
  full(at: number): string;
  /** Today, Yesterday, Friday, 20 November */
  day(at: number, now: number): string;
}

/** `locale` as requested, so that `en-GB` and `en-US` differ; `texts` where it is another language than theirs. */
export function createTimes(locale: string, texts: Texts): Times {
  const tag = localeOf(locale, texts.language);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options);
  const clock = format({ hour: "numeric", minute: "2-digit" });
  const full = format({ dateStyle: "full", timeStyle: "short" });
  const day = format({ weekday: "long", day: "numeric", month: "long" });
  const otherYear = format({ day: "numeric", month: "long", year: "numeric" });
  return {
    clock: (at) => clock.format(at),
    full: (at) => full.format(at),
    day(at, now) {
      const yesterday = new Date(now);
      yesterday.setDate(yesterday.getDate() - 1);
      if (isSameDay(at, now)) return texts.today;
      if (isSameDay(at, yesterday.getTime())) return texts.yesterday;
      return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : otherYear).format(at);
    },
  };
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function localeOf(requested: string, language: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(requested.replaceAll("_", "-"));
    if (canonical?.split("-")[0] !== language) return language;
    // A page in plain English is read by the reader's own English: 14:05 in London, 2:05 PM in New York.
    const own = globalThis.navigator?.languages?.find((tag) => tag.startsWith(`${language}-`));
    return canonical === language ? (own ?? canonical) : canonical;
  } catch {
    return language;
  }
}
