import { basename, dirname, join } from "@std/path";
import { TAKEN_PREFIX } from "../../format/stored_files.ts";
import { attempt } from "../../system/attempt.ts";
import { infoOf } from "../../system/file_info.ts";
import { isPermitted } from "../../system/deno.ts";
import { linkFile } from "../../system/link_file.ts";
import { makeDir } from "../../system/make_dir.ts";
import { messageOf } from "../../system/message_of.ts";
import { OpenFile } from "../../system/open_file.ts";
import { realPath } from "../../system/real_path.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import { writeFile } from "../../system/write_file.ts";
import { formatValue, quote } from "../checks/format_value.ts";
import { wrapError } from "../checks/wrap_error.ts";

/** Files of up to so many bytes are copied by the call, which takes a few milliseconds. */
const MAX_COPIED_BYTES = 4 * 1024 ** 2;
/** How often a file is read that another process writes meanwhile. */
const MAX_ATTEMPTS = 3;

/** Where the content of a logged file is for the writer, and what tells it from that of another time. */
export interface TakenContent {
  /** An absolute path, or the name of a file in the board's folder `files`, which may be moved. */
  from: string;
  version: string;
}

/**
 * Takes the content of a file as it is now. A small file is copied. A large one gets a second name in
 * the board's folder, where the system can: the script may remove it, or put another in its place,
 * before the writer has copied it. Written to it must not be: the writer compares size and time.
 *
 * @param file Name and path of the file.
 * @param boardDir The board's folder.
 * @throws {TypeError} Where it cannot be read, or is no regular file.
 */
export function takeContent(
  { name, path }: { name: string; path: string },
  boardDir: string,
): TakenContent {
  const taken = join(boardDir, "files", `${TAKEN_PREFIX}${crypto.randomUUID()}`);
  try {
    const real = realPath(path); // Of a link, what it leads to.
    using file = new OpenFile(real);
    const { size, version } = file.info();
    const content = size <= MAX_COPIED_BYTES ? readWhole(file) : undefined;
    const kept = attempt(() => keep(content, { real, version }, taken));
    if (kept !== undefined) return kept;
    // The board's disk is full, say, or another has come in its place: the writer copies it when it can.
    attempt(() => removeFileIfThere(taken));
    return { from: real, version };
  } catch (error) {
    throw wrapError(
      `Cannot log ${quote(name)}`,
      new TypeError(
        `expected a file that can be read, received ${formatValue(path)} (${messageOf(error)})`,
        { cause: error },
      ),
    );
  }
}

/** Keeps a content in the board's folder; `undefined` where there is no such content any more. */
function keep(
  content: Uint8Array<ArrayBuffer> | undefined,
  { real, version }: { real: string; version: string },
  taken: string,
): TakenContent | undefined {
  makeDir(dirname(taken));
  if (content !== undefined) {
    writeFile(taken, content);
    return { from: basename(taken), version: infoOf(taken).version };
  }
  // A link wants the right to write where the file is, which a script may not have.
  const canLink = isPermitted({ name: "write", path: real }) && linkFile(real, taken);
  return canLink && infoOf(taken).version === version
    ? { from: basename(taken), version }
    : undefined;
}

function readWhole(file: OpenFile): Uint8Array<ArrayBuffer> {
  for (let count = 1;; count++) {
    const { size, version } = file.info();
    const bytes = new Uint8Array(size);
    const isWhole = size === 0 || file.readFully(bytes, 0);
    if ((!isWhole || file.info().version !== version) && count < MAX_ATTEMPTS) continue;
    return bytes;
  }
}
