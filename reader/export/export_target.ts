import { dirname, resolve } from "@std/path";
import { isNotFound } from "../../system/error_code.ts";
import { type FileInfo, infoOf } from "../../system/file_info.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { BoardReadError } from "../shared/errors.ts";
import type { ExportOptions } from "./export_options.ts";

/** The file that an export writes, under a temporary name until it is complete. */
export interface ExportTarget {
  /** Where the rows are written. */
  temporary: string;
  /** Gives the complete file its name. */
  finish(): void;
  /** Removes the temporary file, where there is one. */
  abort(): void;
}

/** Checks that a file can be written, before anything is read. */
export function checkTarget(target: string, { overwrite = false }: ExportOptions): ExportTarget {
  const path = resolve(target);
  const refuse = (reason: string) => {
    throw new BoardReadError(`Cannot export to ${path}: ${reason}`);
  };
  const existing = infoIfThere(path);
  if (existing?.isDirectory) refuse("expected a file, found a folder");
  if (existing && !overwrite) {
    refuse("there is a file of this name; pass overwrite, or another name");
  }
  if (!infoIfThere(dirname(path))?.isDirectory) refuse(`there is no folder ${dirname(path)}`);
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  return {
    temporary,
    finish: () => rename(temporary, path),
    abort: () => {
      removeFileIfThere(temporary);
    },
  };
}

function infoIfThere(path: string): FileInfo | undefined {
  try {
    return infoOf(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
