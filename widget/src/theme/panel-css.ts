import { css } from "lit";

/** The frame: where the panel stands, its header, its status line and the room for the thread. */
export const panelCss = css`
  :host {
    display: block;
    font: 400 1em/1.5 var(--n-font);
    color: var(--n-text);
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  p,
  h2 {
    margin: 0;
  }
  svg {
    flex: none;
    width: 1.25em;
    height: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .panel {
    display: none;
    position: absolute;
    inset-block-end: calc(100% + 14px);
    left: var(--n-left);
    right: var(--n-right);
    width: min(var(--natter-width, 400px), 100vw - 2 * var(--n-offset));
    height: min(var(--natter-height, 680px), 100dvh - 2 * var(--n-offset) - 70px);
    flex-direction: column;
    /* Not hidden: a focus inside must not scroll the panel itself. */
    overflow: clip;
    border-radius: var(--n-radius);
    background: var(--n-surface);
    box-shadow:
      0 0 0 1px var(--n-line),
      var(--n-shadow);
    opacity: 0;
    translate: 0 14px;
    scale: 0.97;
    transform-origin: bottom;
    transition:
      opacity 0.18s,
      translate 0.3s var(--n-ease),
      scale 0.3s var(--n-ease),
      display 0.18s allow-discrete;
  }
  :host([open]) .panel {
    display: flex;
    opacity: 1;
    translate: none;
    scale: none;
    @starting-style {
      opacity: 0;
      translate: 0 14px;
      scale: 0.97;
    }
  }
  .header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 14px 12px 14px 16px;
    padding-inline: 16px 12px;
    border-block-end: 1px solid var(--n-line);
  }
  .headings {
    flex: 1;
    min-width: 0;
    padding-inline: 8px;
  }
  /* As wide as its text: in a page of the other direction it stays beside the avatar, and is cut off at its end. */
  .title,
  .subtitle {
    width: fit-content;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title {
    font-size: 1em;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .subtitle {
    color: var(--n-muted);
    font-size: 0.8125em;
    line-height: 1.35;
  }
  .avatar {
    display: grid;
    place-items: center;
    position: relative;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: linear-gradient(150deg, var(--n-accent), var(--n-accent-deep));
    color: var(--n-on-accent);
    font-weight: 600;
  }
  .avatar.online::after {
    content: "";
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    width: 11px;
    height: 11px;
    border-radius: 50%;
    background: var(--n-good);
    box-shadow: 0 0 0 2.5px var(--n-surface);
  }
  .avatar.large {
    width: 56px;
    height: 56px;
    font-size: 1.5em;
  }
  .status {
    display: grid;
    grid-auto-flow: column;
    justify-content: center;
    align-items: center;
    gap: 8px;
    font-size: 0.8125em;
    line-height: 1.4;
    text-align: center;
  }
  .status > span {
    padding: 8px 16px;
    text-wrap: balance;
  }
  .status.connecting,
  .status.reconnecting {
    color: var(--n-muted);
    background: var(--n-raised);
    animation: late 0.2s 0.6s backwards;
  }
  .status.offline {
    color: var(--n-warn);
    background: var(--n-warn-soft);
  }
  .status.refused {
    color: var(--n-danger);
    background: var(--n-danger-soft);
  }
  .middle {
    display: flex;
    position: relative;
    flex: 1;
    min-height: 0;
  }
  .log {
    position: relative;
    flex: 1;
    min-width: 0;
    padding: 16px;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--n-line-strong) transparent;
    display: flex;
    flex-direction: column;
  }
  .log::before {
    content: "";
    margin-block-start: auto;
  }
  .log:focus-visible {
    outline: 2px solid var(--n-accent-text);
    outline-offset: -3px;
  }
  @keyframes late {
    from {
      opacity: 0;
    }
  }
  @media (max-width: 480px), (max-height: 420px) {
    .panel {
      position: fixed;
      inset: 0 0 auto;
      width: auto;
      height: min(100dvh, var(--n-viewport, 100dvh));
      border-radius: 0;
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
        env(safe-area-inset-left);
      box-shadow: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid;
    }
    .avatar {
      border: 1px solid;
    }
  }
`;
