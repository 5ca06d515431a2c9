import { createHash } from "node:crypto";
import { OpenFile } from "./open_file.ts";

const BUFFER_BYTES = 1024 ** 2;

/**
 * The SHA-256 of a file in hex, read as a stream.
 *
 * @param onRead Is called with how many bytes were read since the last call; it may throw, to stop.
 * @throws {Error} With the system's code, as `ENOENT`.
 */
export async function fileHash(
  path: string,
  onRead: (bytes: number) => void = () => {},
): Promise<string> {
  using file = await OpenFile.openLater(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (;;) {
    const count = await file.readSomeLater(buffer);
    if (count === 0) return hash.digest("hex");
    hash.update(buffer.subarray(0, count));
    onRead(count);
  }
}
