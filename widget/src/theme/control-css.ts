import { css } from "lit";

/** Everything that can be pressed or written in. */
export const controlCss = css`
  button,
  textarea {
    margin: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }
  button {
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    transition:
      background 0.15s,
      color 0.15s,
      scale 0.15s;
  }
  button:active:not(:disabled) {
    scale: 0.97;
  }
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--n-accent-text);
    outline-offset: 2px;
  }
  .icon-button {
    display: grid;
    place-items: center;
    flex: none;
    width: 38px;
    height: 38px;
    border-radius: 12px;
    color: var(--n-muted);
  }
  .icon-button:hover {
    background: var(--n-raised);
    color: var(--n-text);
  }
  .text-button {
    min-width: 24px;
    min-height: 26px;
    padding: 2px 8px;
    border-radius: 8px;
    background: var(--n-raised);
    color: var(--n-text);
    font-weight: 600;
  }
  .text-button:hover {
    background: var(--n-hover);
  }
  .option,
  .prompt {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 38px;
    padding: 7px 15px;
    border-radius: 19px;
    background: var(--n-surface);
    box-shadow: inset 0 0 0 1.5px var(--n-accent-line);
    color: var(--n-accent-text);
    font-size: 0.9375em;
    font-weight: 500;
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .option:hover:not(:disabled),
  .prompt:hover {
    background: var(--n-accent-soft);
  }
  .option:disabled {
    box-shadow: inset 0 0 0 1.5px var(--n-line);
    color: var(--n-muted);
  }
  .option.chosen {
    background: var(--n-accent-soft);
    box-shadow: inset 0 0 0 1.5px var(--n-accent-line);
    color: var(--n-accent-text);
  }
  .option svg {
    width: 1em;
    height: 1em;
    stroke-width: 2.4;
  }
  .welcome .prompt {
    justify-content: center;
    min-height: 44px;
    border-radius: 14px;
    text-align: center;
  }
  .primary {
    min-height: 44px;
    padding: 10px 20px;
    border-radius: 14px;
    background: var(--n-accent);
    color: var(--n-on-accent);
    font-size: 0.9375em;
    font-weight: 600;
  }
  .ended {
    display: grid;
    gap: 12px;
    padding: 16px;
    border-block-start: 1px solid var(--n-line);
    color: var(--n-muted);
    font-size: 0.9375em;
    text-align: center;
  }
  .ended .primary {
    font-size: 1em;
  }
  .composer {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: end;
    margin: 0 12px 12px;
    padding: 5px;
    border-radius: 24px;
    background: var(--n-surface);
    box-shadow: inset 0 0 0 1px var(--n-line-strong);
    transition: box-shadow 0.15s;
  }
  .composer:focus-within {
    box-shadow: inset 0 0 0 2px var(--n-accent-text);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 38px;
    max-height: 148px;
    padding: 8px 6px 8px 13px;
    padding-inline: 13px 6px;
    overflow-y: auto;
    resize: none;
    font-size: 0.9375em;
    line-height: 1.45;
    scrollbar-width: thin;
  }
  /* The whole composer shows the focus. */
  textarea:focus-visible {
    outline: 0;
  }
  textarea::placeholder {
    color: var(--n-muted);
    opacity: 1;
  }
  .send {
    display: grid;
    place-items: center;
    width: 38px;
    height: 38px;
    border-radius: 50%;
    background: var(--n-accent);
    color: var(--n-on-accent);
  }
  .send svg {
    stroke-width: 2.2;
  }
  .send:disabled {
    background: var(--n-raised);
    color: var(--n-muted);
  }
  .room {
    grid-column: 1 / -1;
    padding-inline: 13px;
    color: var(--n-muted);
    font-size: 0.75em;
  }
  .room.over {
    color: var(--n-danger);
    font-weight: 600;
  }
  .jump {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    justify-self: center;
    width: fit-content;
    min-width: 38px;
    min-height: 38px;
    margin-inline: auto;
    padding: 6px 11px;
    border-radius: 19px;
    background: var(--n-surface);
    box-shadow:
      0 0 0 1px var(--n-line),
      var(--n-shadow-small);
    color: var(--n-accent-text);
    font-size: 0.8125em;
    font-weight: 600;
    animation: rise 0.25s var(--n-ease);
  }
  @media (max-width: 480px), (pointer: coarse) {
    /* iOS zooms into a field whose text is smaller. */
    textarea {
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .composer,
    .option,
    .prompt,
    .send,
    .jump,
    .primary,
    .text-button {
      border: 1px solid;
    }
    .chosen {
      border-width: 3px;
    }
  }
`;
