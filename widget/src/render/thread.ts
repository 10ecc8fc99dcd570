import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { bubble } from "./bubble.js";
import { buildEntries, type Entry } from "./entries.js";
import { typistsOf } from "./names.js";
import { systemLine } from "./system-line.js";
import type { View } from "./view.js";
import { welcome } from "./welcome.js";

/** Drawn anew only when something in it has changed: writing in the composer must not walk 2,000 bubbles. */
export function thread(view: View): unknown {
  const { snapshot, texts, config, now } = view;
  const { messages, unsent, participants, typing, ownId, hasOlder, isLoaded, isEnded, status } = snapshot;
  const rest = [typing.join(), ownId, hasOlder, isLoaded, isEnded, status, new Date(now).toDateString()];
  return guard([messages, unsent, participants, texts, config, ...rest], () => rows(view));
}

function rows(view: View) {
  const entries = buildEntries(view.snapshot);
  return html`${view.snapshot.hasOlder ? html`<div class="older" aria-hidden="true"></div>` : nothing}
    ${repeat(
      entries,
      (entry) => entry.key,
      (entry) => row(view, entry),
    )}
    ${welcome(view, entries)}${typingBubble(view)}`;
}

function row(view: View, entry: Entry) {
  if (entry.kind === "bubble") return bubble(view, entry);
  if (entry.kind === "system") return systemLine(view, entry.message);
  return html`<p class="day" part="day" dir="auto">${view.times.day(entry.at, view.now)}</p>`;
}

function typingBubble(view: View) {
  const names = typistsOf(view);
  if (names.length === 0) return nothing;
  return html`<div class="message other starts ends" part="typing">
    <div class="bubble typing"><i></i><i></i><i></i><span class="said">${view.texts.typing(names)}</span></div>
  </div>`;
}
