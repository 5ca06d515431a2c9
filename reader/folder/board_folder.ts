/**
 * What a board's folder tells before any of its rows is read.
 *
 * @module
 */
import { join } from "@std/path";
import { boardStatus } from "../../format/board_status.ts";
import { isLive } from "../../format/live.ts";
import { type BoardStatus, type Metadata, parseMetadata } from "../../format/metadata.ts";
import type { Seal } from "../../format/sealed_json.ts";
import { messageOf } from "../../system/message_of.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { attempt } from "../shared/attempt.ts";
import { completeMetadata } from "./guess_metadata.ts";

/** A board's folder. */
export interface BoardFolder {
  /** The content of `metadata.json`; `null` where that cannot be read. */
  metadata: Metadata | null;
  /** Whether a process writes the board. */
  live: boolean;
  /** Why there is no metadata, or what is wrong with it. */
  problems: string[];
  /** Whether the metadata are as they were written; `none` where there are none. */
  seal: Seal;
  /** Whether a later version of this package wrote it, whose layout this one does not know. */
  isNewer: boolean;
}

/** Inspects a board's folder. Never throws, whatever the folder contains. */
export function inspectFolder(boardDir: string): BoardFolder {
  const live = attempt(() => isLive(boardDir)) ?? false;
  const path = join(boardDir, "metadata.json");
  const broken = (problem: string): BoardFolder => ({
    metadata: null,
    live,
    problems: [problem],
    seal: "none",
    isNewer: false,
  });
  let text: string | undefined;
  try {
    text = readTextIfThere(path);
  } catch (error) {
    return broken(
      messageOf(error).startsWith("Cannot")
        ? messageOf(error)
        : `Cannot read ${path}: ${messageOf(error)}`,
    );
  }
  if (text === undefined) return broken(`There is no ${path}`);
  return folderOf(text, path, boardDir, live);
}

/**
 * A folder by the text of its `metadata.json`.
 *
 * @param path The file's path, for error messages.
 */
export function folderOf(
  text: string,
  path: string,
  boardDir: string,
  live: boolean,
): BoardFolder {
  const parsed = parseMetadata(text);
  switch (parsed.kind) {
    case "metadata": {
      const metadata = completeMetadata(parsed.metadata, boardDir, live);
      const problems = parsed.seal === "changed" ? [changedProblem(path)] : [];
      return { metadata, live, problems, seal: parsed.seal, isNewer: false };
    }
    case "newer": {
      const problem = `Cannot read ${boardDir}: ${parsed.problem}`;
      return { metadata: null, live, problems: [problem], seal: "none", isNewer: true };
    }
    case "broken": {
      const problem = `Cannot read ${path}: ${parsed.problem}`;
      return { metadata: null, live, problems: [problem], seal: "none", isNewer: false };
    }
  }
}

/** What to say of metadata that are not as they were written. */
function changedProblem(path: string): string {
  return `${path} is not as it was written: it was damaged or edited, so its values may be wrong; ` +
    `if they are right, set its "checksum" to null`;
}

/** The status of a run; `broken` without metadata. */
export function statusOf({ metadata, live }: BoardFolder): BoardStatus | "broken" {
  return metadata === null ? "broken" : boardStatus(metadata.status, live);
}
