import { svg } from "lit";

const icon = (path: string) =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`;

export const closeIcon = icon("M6.5 6.5l11 11M17.5 6.5l-11 11");
export const newChatIcon = icon(
  "M12 4.5H7A2.5 2.5 0 0 0 4.5 7v10A2.5 2.5 0 0 0 7 19.5h10a2.5 2.5 0 0 0 2.5-2.5v-5M18.4 3.9a1.6 1.6 0 0 1 2.3 2.3L12.5 14.4l-3 .7.7-3z",
);
export const sendIcon = icon("M12 19V5.5M6 11.3L12 5.3l6 6");
export const downIcon = icon("M12 5v13.5M6.2 12.8L12 18.6l5.8-5.8");
export const checkIcon = icon("M5 12.5l4.5 4.5L19 7.5");
export const clockIcon = icon("M12 7.5V12l3 2M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z");
export const alertIcon = icon("M12 8v5M12 16.2h.01M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z");
