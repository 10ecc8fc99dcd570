/**
 * Colours, shadows and sizes that launcher and panel share; set on the host, inherited by the panel. Public names
 * are `--natter-…`, and `--n-…` are what the widget's own sheets use.
 *
 * Text on the accent is black or white, whichever contrasts more: 0.179 is the luminance at which both have the
 * same WCAG contrast, and `y` of XYZ is that luminance.
 */
export const tokens = `
--n-accent: var(--natter-accent, var(--n-accent-of-bot, #5b4df0));
--n-on-accent: var(--natter-on-accent, color(from var(--n-accent) xyz-d65 clamp(0, (0.179 - y) * 99999, 0.9505) clamp(0, (0.179 - y) * 99999, 1) clamp(0, (0.179 - y) * 99999, 1.089)));
--n-accent-deep: oklch(from var(--n-accent) calc(l - 0.07) c calc(h + 14));
--n-accent-text: light-dark(oklch(from var(--n-accent) min(l, 0.5) c h), oklch(from var(--n-accent) max(l, 0.78) min(c, 0.12) h));
--n-surface: var(--natter-surface, light-dark(#fff, #15161c));
--n-shadow: 0 1px 2px light-dark(#14162214, #0006), 0 12px 28px light-dark(#1416221f, #0008), 0 32px 72px light-dark(#14162226, #0009);
--n-shadow-small: 0 1px 2px light-dark(#14162214, #0006), 0 6px 16px light-dark(#14162224, #0008);
--n-font: var(--natter-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif);
--n-offset: var(--natter-offset, 20px);
--n-ease: cubic-bezier(0.2, 0.9, 0.25, 1);
`;
