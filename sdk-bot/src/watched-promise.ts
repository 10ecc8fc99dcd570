/**
 * A promise that knows whether anybody waits for it. What nobody waits for must neither be forgotten nor end
 * the process as an unhandled rejection; what somebody does wait for is theirs to handle.
 */
export class WatchedPromise<T> extends Promise<T> {
  isWatched = false;

  /** Promises derived from this one are ordinary. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static watch<T>(promise: Promise<T>): WatchedPromise<T> {
    const watched = new WatchedPromise<T>((resolve, reject) => promise.then(resolve, reject));
    Promise.prototype.then.call(watched, undefined, () => {});
    return watched;
  }

  // `await`, `catch`, `finally` and `Promise.all` all come through here, because the constructor is not Promise's.
  // biome-ignore lint/suspicious/noThenProperty: it overrides Promise's own
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isWatched = true;
    return super.then(onFulfilled, onRejected);
  }
}
