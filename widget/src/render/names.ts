import type { Participant } from "@natter/protocol";
import type { View } from "./view.js";

/** The others who are here now, as far as they take part: a manager works behind the scenes. */
export function others({ snapshot }: View): Participant[] {
  return snapshot.participants.filter(
    ({ id, leftAt, isManager }) => id !== snapshot.ownId && leftAt === null && !isManager,
  );
}

export function isManager({ snapshot }: View, participantId: string | null): boolean {
  return snapshot.participants.find(({ id }) => id === participantId)?.isManager ?? false;
}

export function nameOf({ snapshot, texts }: View, participantId: string | null): string {
  const known = snapshot.participants.find(({ id }) => id === participantId);
  return known?.nickname || texts.someone;
}

/** The names of those who are typing. A manager is at work at every message, and people wait for somebody else. */
export function typistsOf(view: View): string[] {
  return view.snapshot.typing.filter((id) => !isManager(view, id)).map((id) => nameOf(view, id));
}

export function titleOf(view: View): string {
  const { config, snapshot, texts } = view;
  return (
    config.heading ||
    snapshot.conversationName ||
    names(others(view)) ||
    config.bots.join(", ") ||
    texts.title
  );
}

/** Who is here, where the title does not say it already. */
export function subtitleOf(view: View): string {
  const present = names(others(view));
  return present === titleOf(view) ? "" : present;
}

function names(participants: Participant[]): string {
  return participants.map(({ nickname }) => nickname).join(", ");
}

export function initialOf(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? "";
}
