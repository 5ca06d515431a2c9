const PREFIX = "[STDERR] ";
/** Boards of earlier versions have it within lines, too. */
const WITHIN_LINE = /(?<=[\r\u2028\u2029])\[STDERR\] /g;

/** Whether a script wrote a line to stderr. */
export function isStderrLine(line: string): boolean {
  return line.startsWith(PREFIX);
}

/** What a script wrote: a line of a log without the prefix of stderr. */
export function withoutPrefix(line: string): string {
  return isStderrLine(line) ? line.slice(PREFIX.length).replaceAll(WITHIN_LINE, "") : line;
}
