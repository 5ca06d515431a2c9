import { join } from "@std/path";
import { FILES_INDEX, isStoredFile } from "../../format/stored_files.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { replaceFile } from "../../system/replace_file.ts";

/** A content that stays. */
interface Entry {
  /** The name that it was logged under. */
  name: string;
  /** The file with its content. */
  filename: string;
  /** The number of its last row. */
  number: number;
}

const MAX_BYTES = 64 * 1024 ** 2;

/**
 * The contents that stay, by the names that they were logged under, in `files/index.json`: the rows
 * themselves are spread over the journal and the backend's files. Only what it lists is ever removed:
 * where it is lost, all contents stay.
 */
export class FileIndex {
  readonly #path: string;
  #entries: Entry[];
  /** Whether it was there, and every content in it was one. */
  readonly isWhole: boolean;

  /** Reads it. @param dir The folder that it is in. @param name Its name there. */
  constructor(dir: string, name = FILES_INDEX) {
    this.#path = join(dir, name);
    const info = linkInfoIfThere(this.#path);
    const isIndex = info?.isFile === true && info.size <= MAX_BYTES;
    const found = toEntries(isIndex ? readTextIfThere(this.#path, MAX_BYTES) : undefined);
    this.#entries = found?.filter((entry) => entry !== undefined) ?? [];
    this.isWhole = this.#entries.length === found?.length;
  }

  /**
   * Adds a content before it has a row, and writes the index.
   *
   * Entries of later rows are of a run that was cut off before it wrote them: they count no more.
   */
  add(entry: Entry): void {
    const earlier = this.#entries.filter(({ name, filename, number }) =>
      number < entry.number && !(name === entry.name && filename === entry.filename)
    );
    this.#entries = [...earlier, entry];
    this.write();
  }

  /** Lets go of all contents of a name but the last ones. @returns Whether it had more. */
  trim(name: string, keep: number): boolean {
    const ofName = this.#entries.filter((entry) => entry.name === name);
    const dropped = new Set(ofName.slice(0, -keep));
    this.#entries = this.#entries.filter((entry) => !dropped.has(entry));
    return dropped.size > 0;
  }

  /** The files of the contents that stay. */
  get filenames(): ReadonlySet<string> {
    return new Set(this.#entries.map(({ filename }) => filename));
  }

  /** Writes it. */
  write(): void {
    // Whoever made the board may have put anything there, which would be in the way for ever.
    if (linkInfoIfThere(this.#path)?.isFile === false) removeTreeIfThere(this.#path);
    replaceFile(this.#path, textOf(this.#entries));
  }

  /** The text of the index of a board with some of the rows. @param rows The number of the last one of each file. */
  textFor(rows: ReadonlyMap<string, number>): string {
    return textOf(
      this.#entries.flatMap((entry) => {
        const number = rows.get(entry.filename);
        return number === undefined ? [] : [{ ...entry, number }];
      }),
    );
  }
}

function textOf(files: readonly Entry[]): string {
  return JSON.stringify({ version: 1, files });
}

/** A list of contents, `undefined` for what is none: whoever made the board may have written it. */
function toEntries(text: string | undefined): (Entry | undefined)[] | undefined {
  try {
    const { files } = JSON.parse(text ?? "{}") as { files?: unknown };
    if (!Array.isArray(files)) return undefined;
    return (files as (Partial<Entry> | null)[]).map((entry) => {
      const { name, filename, number } = entry ?? {};
      return typeof name === "string" && typeof filename === "string" && isStoredFile(filename) &&
          typeof number === "number" && Number.isSafeInteger(number)
        ? { name, filename, number }
        : undefined;
    });
  } catch {
    return undefined;
  }
}
