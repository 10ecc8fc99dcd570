/** Whether the panel is open in this tab session, so that the next page shows it again. */
export class OpenFlag {
  readonly #key: string;

  constructor(scope: string) {
    this.#key = `${scope}|open`;
  }

  get isSet(): boolean {
    try {
      return sessionStorage.getItem(this.#key) !== null;
    } catch {
      return false; // Blocked storage: the panel starts closed.
    }
  }

  set(isOpen: boolean): void {
    try {
      if (isOpen) sessionStorage.setItem(this.#key, "1");
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Blocked storage: see above.
    }
  }
}
