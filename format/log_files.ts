/** `writer.log` goes on in a new file where it has become long: the earlier ones have numbers. */
const LOG_FILE = /^(output|writer)\.log(\.\d+)?$/;

/** Whether a file of the folder `logs` is one that this package writes; others are not ours. */
export function isLogFile(name: string): boolean {
  return LOG_FILE.test(name);
}
