import { type BoardReader, openBoard, resolveBoard } from "../../reader/mod.ts";
import type { FileRow } from "../../reader/mod.ts";
import { copyFileLater } from "../../system/copy_file.ts";
import { exists } from "../../system/exists.ts";
import { fileHash } from "../../system/file_hash.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { openOptions } from "../boards/open_options.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { printProblems } from "../output/problems.ts";
import { formatBytes, formatCount } from "../text/format_number.ts";
import { jsonFields } from "../text/json_value.ts";
import { outputWidth } from "../text/output_width.ts";
import { textTable } from "../text/text_table.ts";

/** Options of `kobo files`. */
export interface FilesCliOptions {
  /** Copies the last content of this name. */
  download?: string;
  /** Of this step, in place of the last one. */
  step?: number;
  /** Where to. */
  out?: string;
  /** Replaces a file that is there. */
  overwrite?: boolean;
  json?: boolean;
}

/** More lines are nothing to read, and take long to lay out. */
const MAX_LINES = 10_000;

/** `kobo files`: lists the files that were logged, or copies one of them. */
export async function files(
  baseDir: string,
  board: string,
  { download, step, out, overwrite, json }: FilesCliOptions,
): Promise<void> {
  if (download === undefined && (out !== undefined || overwrite)) {
    throw new UsageError("expected --download with the name of a file, as --out is given");
  }
  await requireBaseDir(baseDir);
  await using reader = await openBoard(await resolveBoard(baseDir, board), openOptions());
  if (download !== undefined) return await copyOut(reader, download, { step, out, overwrite });
  const rows = await reader.files({ step });
  printProblems(reader.problems);
  if (json) return printJson(rows.map(jsonFields));
  const shown = rows.slice(-MAX_LINES);
  if (shown.length < rows.length) {
    printMessage(
      `The last ${formatCount(shown.length)} of ${formatCount(rows.length)} files; --json has all`,
    );
  }
  const { text } = textTable(
    [
      { title: "STEP", align: "right" },
      { title: "NAME", minWidth: 12 },
      { title: "SIZE", align: "right" },
      { title: "SHA256", dropRank: 2 },
      { title: "METADATA", minWidth: 8, dropRank: 1 },
      { title: "FILE", dropRank: 3 },
    ],
    shown.map(({ metadata, ...row }) => [
      row.step === null ? "" : formatCount(row.step),
      row.name,
      formatBytes(row.sizeBytes),
      row.sha256.slice(0, 12),
      metadata === null ? "" : JSON.stringify(metadata),
      row.path === null ? "let go" : row.filename,
    ]),
    outputWidth(),
  );
  print(text);
}

async function copyOut(
  reader: BoardReader,
  name: string,
  { step, out, overwrite }: Pick<FilesCliOptions, "step" | "out" | "overwrite">,
): Promise<void> {
  const row = choose(await reader.files(), name, step);
  // Not the name that the script's file had: whoever made the board may have written any.
  const target = out ?? row.filename;
  if (exists(target) && !overwrite) {
    throw new Error(`Cannot write ${target}: it is there already; --overwrite replaces it`);
  }
  const path = await reader.fetchFile(row.filename);
  const staged = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    await copyFileLater(path, staged);
    if (await fileHash(staged) !== row.sha256) {
      throw new Error(`Cannot copy ${path}: it is not as it was written`);
    }
    rename(staged, target);
  } finally {
    removeFileIfThere(staged);
  }
  print(`${target}\n`);
}

/** The last row of a name whose content is there. */
function choose(rows: readonly FileRow[], name: string, step?: number): FileRow {
  const named = rows.filter((row) => row.name === name);
  const names = [...new Set(rows.map((row) => JSON.stringify(row.name)))];
  if (named.length === 0) {
    const known = names.length === 0 ? "the board has none" : `the board has ${names.join(", ")}`;
    throw new Error(`Cannot copy the file ${JSON.stringify(name)}: ${known}`);
  }
  const row = named.findLast((row) =>
    (step === undefined || row.step === step) && row.path !== null
  );
  if (row !== undefined) return row;
  const there = named.filter(({ path }) => path !== null).map(({ step }) => step ?? "none");
  throw new Error(
    `Cannot copy the file ${JSON.stringify(name)}${
      step === undefined ? "" : ` of step ${step}`
    }: ` +
      (there.length === 0
        ? "no content of it is there any more"
        : `it is there of step ${there.join(", ")}`),
  );
}
