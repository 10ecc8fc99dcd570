#!/usr/bin/env node
import { runCli } from "./cli/run-cli.js";

const exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  input: process.stdin,
  stopped: () =>
    new Promise((resolve) => {
      let isStopping = false;
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.on(signal, () => {
          // Whoever asks twice does not want to wait for a clean end.
          if (isStopping) process.exit(1);
          isStopping = true;
          resolve(signal);
        });
      }
    }),
});
process.exit(exitCode);
