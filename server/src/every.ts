/**
 * Runs `work` again so many ms after it ended, until it is stopped. Disposed of asynchronously, it waits for what is under way;
 * at once, it does not.
 */
export function every(
  delayMs: number,
  work: () => Promise<unknown>,
  onFault: (error: unknown) => void,
): AsyncDisposable & Disposable {
  let isStopped = false;
  let running: Promise<void> | undefined;
  let timer = setTimeout(run, delayMs);
  function run() {
    running = work()
      .then(() => undefined, onFault)
      .finally(() => {
        if (!isStopped) timer = setTimeout(run, delayMs);
      });
  }
  function stop() {
    isStopped = true;
    clearTimeout(timer);
  }
  return {
    [Symbol.dispose]: stop,
    async [Symbol.asyncDispose]() {
      stop();
      await running;
    },
  };
}
