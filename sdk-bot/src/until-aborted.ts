/** Settles as `promise` does, or rejects with the signal's reason as soon as that aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    // Both ways are handled here, so a promise that fails after the abort rejects nowhere.
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
