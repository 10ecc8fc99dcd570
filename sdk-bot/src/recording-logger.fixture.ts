import { formatLine, type LogDetails, type Logger } from "./logger.js";

/** Keeps its lines, and prints nothing. */
export class RecordingLogger implements Logger {
  readonly lines: string[] = [];
  info(message: string, details: LogDetails = {}): void {
    this.lines.push(`info ${formatLine(message, details)}`);
  }
  warn(message: string, details: LogDetails = {}): void {
    this.lines.push(`warn ${formatLine(message, details)}`);
  }
  error(message: string, details: LogDetails = {}): void {
    this.lines.push(`error ${formatLine(message, details)}`);
  }
}
