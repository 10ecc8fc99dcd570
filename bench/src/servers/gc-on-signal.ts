// Imported by a server under measurement (with --expose-gc): SIGUSR2 makes it collect what is garbage.
process.on("SIGUSR2", () => {
  (globalThis as { gc?: () => void }).gc?.();
});
