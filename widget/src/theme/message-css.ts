import { css } from "lit";

/** The thread: days, system lines, bubbles and what hangs on them, the welcome. */
export const messageCss = css`
  .day,
  .system {
    align-self: center;
    max-width: 90%;
    margin-block: 12px 4px;
    color: var(--n-muted);
    font-size: 0.75em;
    line-height: 1.4;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .day {
    margin-block: 16px 8px;
    font-weight: 600;
  }
  .log > :first-child {
    margin-block-start: 0;
  }
  .system + .system {
    margin-block-start: 0;
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    max-width: 100%;
    margin-block-start: 3px;
  }
  .message.starts {
    margin-block-start: 14px;
  }
  .message.own {
    align-items: flex-end;
  }
  .sender {
    margin: 0 12px 3px;
    color: var(--n-muted);
    font-size: 0.75em;
    font-weight: 600;
  }
  .bubble {
    position: relative;
    max-width: 85%;
    padding: 9px 14px;
    border-radius: 18px;
    background: var(--n-raised);
    font-size: 0.9375em;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .text {
    white-space: pre-wrap;
  }
  .own .bubble {
    background: var(--n-accent);
    color: var(--n-on-accent);
  }
  .other:not(.ends) .bubble {
    border-end-start-radius: 6px;
  }
  .other:not(.starts) .bubble {
    border-start-start-radius: 6px;
  }
  .own:not(.ends) .bubble {
    border-end-end-radius: 6px;
  }
  .own:not(.starts) .bubble {
    border-start-end-radius: 6px;
  }
  .failed .bubble {
    background: var(--n-danger-soft);
    color: var(--n-text);
    box-shadow: inset 0 0 0 1px var(--n-danger);
  }
  .message,
  .system {
    animation: rise 0.28s var(--n-ease);
  }
  a {
    color: inherit;
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  .other a {
    color: var(--n-accent-text);
  }
  .file {
    display: block;
    max-width: 100%;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .file small {
    font-weight: 400;
  }
  /* The box stands before the picture comes: its attributes give the shape. */
  .file img,
  video.file {
    display: block;
    max-width: 100%;
    height: auto;
    max-height: 320px;
    border-radius: 8px;
    object-fit: contain;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 1.5em;
    margin: 3px 6px 0;
    color: var(--n-muted);
    font-size: 0.75em;
    line-height: 1.5;
  }
  .foot svg {
    width: 1.1em;
    height: 1.1em;
    stroke-width: 2.2;
  }
  .failure {
    gap: 6px;
    color: var(--n-danger);
    font-weight: 500;
  }
  .stamp {
    position: relative;
    border-radius: 4px;
    font-variant-numeric: tabular-nums;
  }
  .tip {
    position: absolute;
    inset-block-end: calc(100% + 4px);
    inset-inline-start: 0;
    z-index: 1;
    padding: 4px 9px;
    border-radius: 8px;
    background: var(--n-tip);
    color: var(--n-on-tip);
    white-space: nowrap;
    opacity: 0;
    pointer-events: none;
    transition: opacity 0.15s;
  }
  .own .tip {
    inset-inline: auto 0;
  }
  .stamp:hover .tip,
  .stamp:focus .tip {
    opacity: 1;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 8px;
  }
  .typing {
    display: flex;
    gap: 5px;
    padding: 15px 16px;
  }
  .typing i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--n-muted);
    animation: bounce 1.2s infinite ease-in-out;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  .welcome {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    gap: 14px;
    padding-block: 20px;
    text-align: center;
  }
  .greeting {
    max-width: 19em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.35;
    letter-spacing: -0.015em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .prompts {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 16px;
  }
  .welcome .prompts {
    display: grid;
    justify-content: stretch;
    width: 100%;
    margin-block-start: 12px;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @keyframes bounce {
    0%,
    60%,
    100% {
      translate: 0 0;
      opacity: 0.5;
    }
    30% {
      translate: 0 -4px;
      opacity: 1;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
    .own .bubble {
      border-width: 2px;
    }
    .typing i {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
