import { html, nothing } from "lit";
import type { BubbleEntry } from "./entries.js";
import { fileTemplate } from "./file.js";
import { alertIcon, checkIcon, clockIcon } from "./icons.js";
import { nameOf, others } from "./names.js";
import { optionButtons } from "./options.js";
import { textTemplate } from "./text.js";
import { timeStamp } from "./time-stamp.js";
import type { View } from "./view.js";

export function bubble(view: View, entry: BubbleEntry) {
  const { texts } = view;
  const name = entry.isOwn ? texts.you : nameOf(view, entry.senderId);
  const showsName = !entry.isOwn && entry.startsGroup && others(view).length > 1;
  const shape = `${entry.startsGroup ? "starts" : ""} ${entry.endsGroup ? "ends" : ""}`;
  return html`<article class="message ${entry.isOwn ? "own" : "other"} ${entry.status} ${shape}">
    <p class=${showsName ? "sender" : "said"}>${name}<span class="said">:</span></p>
    <div class="bubble" part="bubble bubble-${entry.isOwn ? "own" : "other"}">
      ${
        entry.isDeleted
          ? html`<em class="text">${texts.deleted}</em>`
          : entry.text === ""
            ? nothing
            : html`<div class="text" dir="auto">${textTemplate(entry.text)}</div>`
      }
      ${entry.file ? fileTemplate(view, entry.file) : nothing}
    </div>
    ${entry.options.length > 0 ? optionButtons(view, entry) : nothing}
    ${entry.endsGroup ? foot(view, entry) : nothing}
  </article>`;
}

function foot(view: View, entry: BubbleEntry) {
  const { texts, actions } = view;
  const { messageId } = entry;
  if (entry.isStreaming && messageId)
    return html`<p class="foot">
      <button type="button" class="text-button" @click=${() => actions.stop(messageId)}>${texts.stop}</button>
    </p>`;
  if (entry.status === "sending") return html`<p class="foot">${clockIcon}<span>${texts.sending}</span></p>`;
  if (entry.status === "sent")
    return html`<p class="foot">
      ${entry.isInterrupted ? html`<span>${texts.interrupted}</span>` : nothing}${entry.isEdited && !entry.isDeleted ? html`<span>${texts.edited}</span>` : nothing}${timeStamp(view, entry.at)}${entry.isOwn ? html`${checkIcon}<span class="said">${texts.sent}</span>` : nothing}
    </p>`;
  const localId = entry.localId ?? "";
  return html`<p class="foot failure">
    ${alertIcon}<span>${texts.notSent}</span>
    <button type="button" class="text-button" @click=${() => actions.retry(localId)}>${texts.retry}</button>
    <button type="button" class="text-button" @click=${() => actions.discard(localId)}>${texts.remove}</button>
  </p>`;
}
