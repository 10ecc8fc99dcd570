/** What a log line is about. Never holds a message's text, nor a key. */
export interface LogDetails {
  error?: unknown;
  requestId?: string;
  attempt?: number;
}

/** Where the SDK reports what happens. `console` fits, and so do most loggers. */
export interface Logger {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}

/** The default: one line on stderr for a connection made or lost and for a handler that failed. */
export const stderrLogger: Logger = {
  info: (message, details) => write("", message, details),
  warn: (message, details) => write("warning: ", message, details),
  error: (message, details) => write("error: ", message, details),
};

function write(level: string, message: string, details: LogDetails = {}): void {
  process.stderr.write(`natter-bot: ${level}${formatLine(message, details)}\n`);
}

/** The line without its prefix: the message, the error with the place it came from, and the request. */
export function formatLine(message: string, { error, requestId, attempt }: LogDetails): string {
  const parts = [message];
  if (error !== undefined) parts.push(`: ${describe(error)}${placeOf(error)}`);
  if (requestId !== undefined) parts.push(` (request ${requestId}, attempt ${attempt ?? 1})`);
  return parts.join("").replaceAll(/\s*\n\s*/gu, " ");
}

/** An error in a few words: `TypeError: x is not a function`. */
export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function placeOf(error: unknown): string {
  const frame = error instanceof Error ? /\n\s+(at .+)/u.exec(error.stack ?? "")?.[1] : undefined;
  return frame === undefined ? "" : ` ${frame}`;
}
