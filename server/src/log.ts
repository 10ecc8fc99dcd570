import { type DestinationStream, pino } from "pino";

type Write = (fields: Record<string, unknown>, message: string) => void;

/** Structured logging: ids and numbers in `fields`, never message bodies, keys or tokens. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  /** The same log with `fields` on every line. */
  child(fields: Record<string, unknown>): Log;
}

const secrets = ["key", "token", "secret", "authorization", "password"];

/**
 * A log of JSON lines on `destination`, by default the standard output, from `level` upwards: `trace`, `debug`, `info`,
 * `warn`, `error`; `silent` for none. Throws on another level.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":${Date.now()}`,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    serializers: { err: serializeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Knex puts the SQL with its values, and so perhaps a message's text, before the database's own words. */
const statement = /^(insert|update|select|delete|with)\b[\s\S]* - /iu;

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replace(statement, "(statement) - ");
  return {
    type: error.name,
    ...("code" in error && { code: error.code }),
    message,
    stack: error.stack?.replace(error.message, () => message),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}
