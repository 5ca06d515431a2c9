import { extname } from "@std/path";
import { formatOf } from "../../format/media_formats.ts";
import { OpenFile } from "../../system/open_file.ts";
import { realPath } from "../../system/real_path.ts";
import type { MediaSource } from "../../writer/records.ts";
import { formatValue } from "../checks/format_value.ts";
import type { CallBuffers } from "../memory/call_buffers.ts";

/** Files of up to so many bytes are read by the log call, which takes a millisecond or a few. */
const MAX_TAKEN_BYTES = 4 * 1024 ** 2;
/** How often a file is read that another process writes meanwhile. */
const MAX_ATTEMPTS = 3;

type FileSource = Extract<MediaSource, { kind: "file" }>;

/**
 * Takes the content of a file as it is now: the script may write the next one
 * under the same name, or remove it. A file that is too large for that is copied
 * by the writer, which compares its size, time and inode with those of now.
 *
 * @throws {TypeError} Where it cannot be read, or is of its format no more.
 */
export function takeFile(source: FileSource, buffers: CallBuffers): MediaSource {
  const { path, format } = source;
  try {
    for (let attempt = 1;; attempt++) {
      using file = new OpenFile(realPath(path)); // Of a link, what it leads to.
      const { size, version } = file.info();
      if (size > MAX_TAKEN_BYTES) return { ...source, version };
      const bytes = new Uint8Array(size);
      const count = file.read(bytes);
      if (file.info().version !== version && attempt < MAX_ATTEMPTS) continue;
      const content = bytes.subarray(0, count);
      if (formatOf(content, extname(path))?.format !== format) {
        throw new Error(`it was ${format} and has just changed`);
      }
      return { kind: "bytes", bytes: buffers.copy(Uint8Array, content), format };
    }
  } catch (cause) {
    throw new TypeError(
      `expected a file that can be read, received ${formatValue(path)} ` +
        `(${(cause as Error).message})`,
      { cause },
    );
  }
}
