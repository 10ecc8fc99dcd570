const signals = ["SIGINT", "SIGTERM"] as const;

/** Calls `stop` on the first SIGINT or SIGTERM; the second ends the process, as without us. Returns how to undo it. */
export function onStopSignal(stop: () => void): () => void {
  const undo = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const onSignal = () => {
    undo();
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return undo;
}
