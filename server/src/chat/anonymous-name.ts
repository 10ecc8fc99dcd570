import type { ParticipantEntity } from "../store/entities.js";

/** A nickname for somebody who gave none: `ANON_` with the end of the participant's own id, unique in the room. */
export function anonymousName(id: string, others: readonly Pick<ParticipantEntity, "nickname">[]): string {
  const digits = id.replaceAll("-", "").toUpperCase();
  const taken = new Set(others.map((other) => other.nickname));
  // The end of a UUIDv7 is random; the whole of it is unique.
  for (let length = 4; length < digits.length; length += 2) {
    const name = `ANON_${digits.slice(-length)}`;
    if (!taken.has(name)) return name;
  }
  return `ANON_${digits}`;
}
