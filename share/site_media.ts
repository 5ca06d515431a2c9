import type { BoardFolders } from "../viewer/server/boards/board_folders.ts";
import { mediaTypeOf } from "../viewer/protocol/media_types.ts";
import { isMostlyHoles } from "../format/mostly_holes.ts";
import { linkInfoOf } from "../system/file_info.ts";
import type { SiteWriter } from "./site_writer.ts";

/** Copies the media files of a board into the site. */
export class SiteMedia {
  /** Files that were left out, and why. */
  readonly problems: string[] = [];
  readonly #site: SiteWriter;
  readonly #folder: string;
  readonly #folders: BoardFolders;
  readonly #boardId: string;
  /** The path in the site of each file; empty for one that was left out. */
  readonly #paths = new Map<string, string>();

  /** Copies nothing yet. @param folder Where the files will be, in the site. */
  constructor(site: SiteWriter, folder: string, folders: BoardFolders, boardId: string) {
    this.#site = site;
    this.#folder = folder;
    this.#folders = folders;
    this.#boardId = boardId;
  }

  /** The path of a file in the site, which is copied at its first call; empty if there is no file. */
  async add(filename: string): Promise<string> {
    if (filename === "") return "";
    const known = this.#paths.get(filename);
    if (known !== undefined) return known;
    const path = await this.#copy(filename);
    this.#paths.set(filename, path);
    return path;
  }

  async #copy(filename: string): Promise<string> {
    let file: string;
    try {
      file = this.#folders.file(this.#boardId, "media", filename);
    } catch {
      return this.#leaveOut(filename, "it is not there, or no regular file");
    }
    const info = linkInfoOf(file);
    // A hard link cannot be told from the file of the user's that it is.
    if (info.linkCount > 1) {
      return this.#leaveOut(filename, "the file has a name elsewhere, too (a hard link)");
    }
    if (isMostlyHoles({ ...info, path: file })) {
      return this.#leaveOut(filename, "most of the file are holes, which a copy would fill");
    }
    // A host says by the ending how a file is shown: one that may be code is none that it shows.
    const ending = mediaTypeOf(filename) === undefined ? "bin" : endingOf(filename);
    const path = `${this.#folder}/${this.#paths.size}.${ending}`;
    await this.#site.copy(path, file);
    return path;
  }

  #leaveOut(filename: string, reason: string): string {
    this.problems.push(`${filename} is left out: ${reason}`);
    return "";
  }
}

function endingOf(filename: string): string {
  return filename.slice(filename.lastIndexOf(".") + 1).toLowerCase();
}
