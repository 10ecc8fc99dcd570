const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `1.4 MB`, in the words and digits of a language. Decimal, as file managers count. */
export function byteSize(bytes: number, language: string): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = {
    style: "unit",
    unit: units[power] ?? "byte",
    // In short, English has "999 byte".
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1000 ** power);
}
