import { format } from "./table.js";

/** A ratio that the design promises. Missing it is printed, never thrown: times vary, see README. */
interface Target {
  says: string;
  ratio: number;
  atLeast?: number;
  atMost?: number;
}

export function verdict({ says, ratio, atLeast = -Infinity, atMost = Infinity }: Target): string {
  const isMet = ratio >= atLeast && ratio <= atMost;
  const bound = Number.isFinite(atLeast) ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return `${isMet ? "pass" : "FAIL"}  ${says}: ${format(ratio)} (wanted ${bound})`;
}
