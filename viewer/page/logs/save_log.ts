import { saveFile } from "../ui/save_file.ts";
import type { ReadLog } from "./log_follower.ts";

/**
 * Saves a log as a file: all of it, as it is when the call begins, also what is too long for the page.
 *
 * @param onProgress Called with the part that has been read, from 0 to 1.
 */
export async function saveLog(
  filename: string,
  read: ReadLog,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<void> {
  const parts: string[] = [];
  let [at, size] = [0, Infinity];
  while (at < size) {
    const reply = await read({ offset: at }, signal);
    // The log was replaced by a shorter one.
    if (reply.reset) throw new Error("The log has changed meanwhile: save it again");
    size = Math.min(size, reply.size);
    if (reply.offset === at) break; // Half a character so far.
    parts.push(reply.text);
    at = reply.offset;
    onProgress(size === 0 ? 1 : Math.min(1, at / size));
  }
  saveFile(filename, new Blob(parts, { type: "text/plain" }));
}
