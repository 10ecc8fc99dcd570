/** Lets arrow keys walk the time stamps of the focused log, so that full dates need no tab stop each. */
export function walkStamps(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const log = event.currentTarget as HTMLElement;
  const stamps = [...log.querySelectorAll<HTMLElement>(".stamp")];
  const index = stamps.indexOf(event.target as HTMLElement);
  if (!step || (index < 0 && (event.target !== log || step > 0))) return;
  const next = index < 0 ? stamps.at(-1) : stamps[index + step];
  event.preventDefault();
  (next ?? log).focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
