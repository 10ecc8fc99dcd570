import type { Rate } from "./token-bucket.js";

/** Every token bucket, what it counts, and its rate where nothing else is configured; why these: decision 007. */
export const rateTable = {
  calls: { per: "a person's socket", counts: "calls", perSecond: 20, burst: 60 },
  "bot-calls": { per: "a bot's socket; a bot, over REST", counts: "calls", perSecond: 2000, burst: 10_000 },
  "participant-calls": { per: "participant, both doors", counts: "calls", perSecond: 40, burst: 120 },
  sends: { per: "participant, both doors", counts: "sending, editing, deleting", perSecond: 5, burst: 20 },
  "address-calls": {
    per: "address, both doors",
    counts: "calls but exports and bots'",
    perSecond: 200,
    burst: 2000,
  },
  creations: { per: "address", counts: "creating and joining conversations", perSecond: 1, burst: 20 },
  handshakes: { per: "address", counts: "socket handshakes", perSecond: 20, burst: 400 },
  "all-handshakes": { per: "server", counts: "socket handshakes", perSecond: 400, burst: 1000 },
  floods: { per: "participant or bot", counts: "links cut for a flood", perSecond: 0.1, burst: 1 },
} as const satisfies Record<string, Rate & { per: string; counts: string }>;

export type RateName = keyof typeof rateTable;
export type Rates = Readonly<Record<RateName, Rate>>;

const names = Object.keys(rateTable) as RateName[];

/** The rates as settings write them: `sends=5/20` is five a second and twenty at once. */
export const defaultRates: readonly string[] = names.map(
  (name) => `${name}=${rateTable[name].perSecond}/${rateTable[name].burst}`,
);

/** Rates from settings, each of which replaces one default; null when they say `off`. */
export function readRates(settings: readonly string[]): Rates | null {
  if (settings.includes("off")) return null;
  const rates: Record<RateName, Rate> = { ...rateTable };
  for (const setting of [...defaultRates, ...settings]) {
    const read = readRate(setting);
    if (read) rates[read.name] = read.rate;
  }
  return rates;
}

/** What is wrong with one setting and what would be right, or null. */
export function rateFault(setting: string): string | null {
  if (setting === "off" || readRate(setting)) return null;
  return `"${setting}" is no rate; write off, or <name>=<calls a second>/<burst>, such as sends=5/20, with a name of ${names.join(", ")}`;
}

function readRate(setting: string): { name: RateName; rate: Rate } | null {
  const parts = /^(?<name>[\w-]+)=(?<perSecond>\d{1,7}(\.\d{1,3})?)\/(?<burst>\d{1,7})$/u.exec(
    setting,
  )?.groups;
  const name = names.find((known) => known === parts?.name);
  const rate = { perSecond: Number(parts?.perSecond), burst: Number(parts?.burst) };
  return name && rate.perSecond > 0 && rate.burst >= 1 ? { name, rate } : null;
}
