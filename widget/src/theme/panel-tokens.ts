import { css } from "lit";

/** The panel's own colours, light and dark. What is derived from the accent keeps a WCAG AA contrast for any accent. */
export const panelTokens = css`
  :host {
    --n-accent-soft: light-dark(oklch(from var(--n-accent) 0.96 min(c, 0.025) h), oklch(from var(--n-accent) 0.3 min(c, 0.06) h));
    --n-accent-line: light-dark(oklch(from var(--n-accent) 0.85 min(c, 0.08) h), oklch(from var(--n-accent) 0.46 min(c, 0.1) h));
    --n-raised: light-dark(#f3f4f8, #23252f);
    --n-hover: light-dark(#e9ebf2, #2e313d);
    --n-line: light-dark(#e6e8ef, #2b2d38);
    --n-line-strong: light-dark(#868da0, #747a8d);
    --n-text: var(--natter-text, light-dark(#15171f, #f2f3f7));
    --n-muted: light-dark(#5a6072, #a5abbd);
    --n-danger: light-dark(#b3182f, #ff97a0);
    --n-danger-soft: light-dark(#fdecee, #3b1d23);
    --n-good: light-dark(#14a06b, #35cf94);
    --n-warn-soft: light-dark(#fdf3dc, #352c17);
    --n-warn: light-dark(#6f4a00, #f3cf85);
    --n-tip: light-dark(#1d1f2a, #f2f3f7);
    --n-on-tip: light-dark(#fff, #15171f);
    --n-radius: var(--natter-radius, 20px);
  }
`;
