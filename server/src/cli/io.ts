/** What a command line stands on, apart from the disk. */
export interface CliIo {
  /** The environment; without it, the process's own, which `config.ts` reads. */
  env?: NodeJS.ProcessEnv;
  /** Writes to the standard output: results. */
  out(text: string): void;
  /** Writes to the standard error: remarks and failures. */
  err(text: string): void;
  /** The standard input, for those who read it. */
  input?: NodeJS.ReadableStream;
  /** Resolves when the process is asked to stop, with the signal's name. */
  stopped(): Promise<string>;
}

/** The option that every command takes. */
export interface CommonOptions {
  config?: string;
}

/** A failure of the caller's making: its message is all that is shown. */
export class CliError extends Error {
  override readonly name = "CliError";
}
