import type { FileMessage } from "@natter/protocol";
import { html, nothing } from "lit";
import { byteSize } from "../i18n/byte-size.js";
import { isSafe } from "./links.js";
import type { View } from "./view.js";

export interface ShownFile extends NonNullable<FileMessage["file"]> {
  type: FileMessage["type"];
}

/** What is held by the server is shown or played in place; what lies elsewhere is fetched only by who follows it. */
export function fileTemplate({ config, texts }: View, file: ShownFile) {
  const { name, sizeBytes, width, height } = file;
  const url = file.url.startsWith("/") ? config.server + file.url : file.url;
  if (!isSafe(url)) return html`<span class="file">${name}</span>`;
  const link = (content: unknown, kind: string) =>
    html`<a class="file ${kind}" href=${url} target="_blank" rel="noopener noreferrer nofollow">${content}</a>`;
  if (sizeBytes === null) return link(name, "");
  switch (file.type) {
    case "image":
      return link(
        html`<img src=${url} alt=${name} width=${width ?? nothing} height=${height ?? nothing} loading="lazy" decoding="async" />`,
        "picture",
      );
    case "audio":
    case "voice":
      return html`<audio class="file" controls preload="none" src=${url} aria-label=${name}></audio>`;
    case "video":
      return html`<video class="file" controls preload="metadata" src=${url} aria-label=${name}></video>`;
    case "attachment":
      return link(html`${name} <small>${byteSize(sizeBytes, texts.language)}</small>`, "");
  }
}
