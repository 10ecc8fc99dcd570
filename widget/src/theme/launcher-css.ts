import { tokens } from "./tokens.js";

/**
 * The host and its bubble. `all: initial !important` undoes what a page does to every element; inside a shadow
 * tree `!important` beats the page's own.
 */
export const launcherCss = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset-block-end: max(var(--n-offset), env(safe-area-inset-bottom)) !important;
  inset-inline-end: max(var(--n-offset), env(safe-area-inset-right)) !important;
  z-index: var(--natter-z-index, 2147483000) !important;
  color-scheme: light dark !important;
  font-family: var(--n-font) !important;
  -webkit-text-size-adjust: 100% !important;
  --n-left: auto;
  --n-right: 0;
  ${tokens}
}
:host(:dir(rtl)) { --n-left: 0; --n-right: auto; }
:host([hidden]) { display: none !important; }
:host([theme="light"]) { color-scheme: light !important; }
:host([theme="dark"]) { color-scheme: dark !important; }
:host([position="left"]) { inset-inline: auto !important; left: max(var(--n-offset), env(safe-area-inset-left)) !important; --n-left: 0; --n-right: auto; }
:host([position="right"]) { inset-inline: auto !important; right: max(var(--n-offset), env(safe-area-inset-right)) !important; --n-left: auto; --n-right: 0; }
.launcher {
  all: unset;
  box-sizing: border-box;
  display: grid;
  place-items: center;
  position: relative;
  width: 56px;
  height: 56px;
  border-radius: 50%;
  background: linear-gradient(150deg, var(--n-accent), var(--n-accent-deep));
  color: var(--n-on-accent);
  box-shadow: var(--n-shadow-small);
  cursor: pointer;
  user-select: none;
  -webkit-tap-highlight-color: transparent;
  transition: scale 0.25s var(--n-ease), box-shadow 0.25s;
  animation: arrive 0.45s var(--n-ease) backwards;
}
.launcher:hover { scale: 1.06; box-shadow: var(--n-shadow); }
.launcher:active { scale: 0.96; }
.launcher:focus-visible { outline: 3px solid var(--n-accent-text); outline-offset: 3px; }
.launcher[aria-busy="true"] svg { animation: pulse 1s ease-in-out infinite alternate; }
svg {
  grid-area: 1 / 1;
  width: 26px;
  height: 26px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
  transition: opacity 0.2s, rotate 0.3s var(--n-ease), scale 0.3s var(--n-ease);
}
.launcher[aria-expanded="true"] .bubble, .launcher[aria-expanded="false"] .chevron { opacity: 0; scale: 0.5; rotate: 45deg; }
.badge {
  position: absolute;
  inset-block-start: -4px;
  inset-inline-end: -4px;
  min-width: 22px;
  height: 22px;
  padding: 0 6px;
  box-sizing: border-box;
  border-radius: 11px;
  background: #c81e3a;
  color: #fff;
  box-shadow: 0 0 0 2px var(--n-surface);
  font: 600 12px/22px var(--n-font);
  text-align: center;
  animation: arrive 0.3s var(--n-ease);
}
.badge[hidden] { display: none; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@keyframes arrive { from { scale: 0; opacity: 0; } }
@keyframes pulse { to { opacity: 0.35; } }
@media (max-width: 480px), (max-height: 420px) {
  :host([open]) .launcher { visibility: hidden; }
}
@media (prefers-reduced-motion: reduce) {
  .launcher, .launcher svg, .badge { animation: none !important; transition: none; }
}
@media (forced-colors: active) {
  .launcher { border: 2px solid ButtonText; }
  .badge { border: 1px solid; }
}
`;
