import { basename } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import { dropKeptRows } from "../../board/rewind/drop_kept_rows.ts";
import { rewindBoard } from "../../board/rewind/rewind_board.ts";
import { undoRewind } from "../../board/rewind/undo_rewind.ts";
import { hasJournal } from "../../format/guess_metadata.ts";
import { type KeptRows, keptRowsOf } from "../../format/kept_rows.ts";
import type { Rewind } from "../../format/rewinds.ts";
import { resolveBoard } from "../../reader/resolve_board.ts";
import { folderSize } from "../../system/folder_size.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { exitOnInterrupt, Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { Progress } from "../output/progress.ts";
import { formatBytes, plural } from "../text/format_number.ts";
import { formatAge, formatDate } from "../text/format_time.ts";
import { outputWidth } from "../text/output_width.ts";
import { textTable } from "../text/text_table.ts";

/** Options of `kobo rewind`. One of the first five says what is done. */
export interface RewindOptions {
  /** The step after which the board goes on. */
  toStep?: number;
  /** The global step after which it goes on. */
  toGlobalStep?: number;
  /** Which kept rows come back; `true` for those that were kept aside last. */
  undo?: string | true;
  /** Whether to list what is kept aside. */
  list?: boolean;
  /** Which kept rows to delete; `all` for all. */
  drop?: string;
  /** Whether to delete them; otherwise they are only listed. */
  yes?: boolean;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo rewind` */
export async function rewind(
  baseDir: string,
  board: string,
  options: RewindOptions,
): Promise<void> {
  checkOptions(options);
  await requireBaseDir(baseDir);
  const boardDir = await resolveBoard(baseDir, board);
  const { toStep, toGlobalStep, undo, drop, json } = options;
  if (options.list) return report(boardDir, keptRowsOf(boardDir), json);
  if (drop !== undefined) return dropKept(boardDir, drop, options);
  const work = undo !== undefined
    ? () => undoLast(boardDir, undo === true ? undefined : undo)
    : () => rewindBoard(boardDir, targetOf(toStep, toGlobalStep), printMessage);
  let done: Rewind | undefined;
  {
    using _ = new Progress(`Rewinding ${basename(boardDir)}`);
    using interrupt = new Interrupt();
    exitOnInterrupt(
      interrupt,
      "Stopped; nothing is lost: the board is as it was, or as the rewind leaves it",
    );
    done = await work();
  }
  if (json) return printJson({ board_id: basename(boardDir), rewound: done ?? null });
  print(`${basename(boardDir)} ${doneText(done)}\n`);
}

function checkOptions({ toStep, toGlobalStep, undo, list, drop, yes }: RewindOptions): void {
  const given = [toStep, toGlobalStep, undo, list, drop].filter((option) => option !== undefined);
  if (given.length !== 1) {
    throw new UsageError(
      "Cannot rewind: expected one of --to-step, --to-global-step, --undo, --list, --drop" +
        (given.length === 0 ? "" : `, received ${given.length} of them`),
    );
  }
  if (yes && drop === undefined) throw new UsageError("Cannot rewind: expected --yes with --drop");
}

function targetOf(step = 0, globalStep?: number): { step: number } | { globalStep: number } {
  return globalStep === undefined ? { step } : { globalStep };
}

async function undoLast(boardDir: string, name: string | undefined): Promise<Rewind> {
  if (hasJournal(boardDir)) await repairBoard(boardDir, { onProblem: printMessage });
  return await undoRewind(boardDir, name, printMessage);
}

function doneText(done: Rewind | undefined): string {
  if (done === undefined) return "has no rows above: nothing to rewind";
  const { step, last_step: last, kept_as: keptAs, undone } = done;
  const kept = keptAs === undefined
    ? ""
    : `; steps ${step + 1} to ${last} are kept as ${keptAs}, see --undo`;
  return undone === undefined
    ? `goes on after step ${step}${kept}`
    : `has the rows of ${undone} again${step === last ? "" : kept}`;
}

function dropKept(boardDir: string, name: string, { yes, json }: RewindOptions): void {
  const all = keptRowsOf(boardDir);
  const chosen = name === "all" ? all : all.filter((kept) => kept.name === name);
  if (chosen.length === 0 && name !== "all") {
    throw new Error(
      `Cannot drop ${name}: ` +
        (all.length === 0
          ? "nothing is kept aside"
          : `expected all or one of ${all.map((kept) => kept.name).join(", ")}`),
    );
  }
  report(boardDir, chosen, json);
  if (yes) dropKeptRows(boardDir, chosen);
  if (json) return;
  const rewinds = plural(chosen.length, "rewind");
  printMessage(
    yes
      ? `Deleted the rows of ${rewinds}`
      : `Would delete the rows of ${rewinds}; add --yes to delete them`,
  );
}

function report(boardDir: string, kept: readonly KeptRows[], json?: boolean): void {
  if (json) return printJson(kept.map((rows) => keptJson(rows)));
  if (kept.length === 0) return printMessage(`${basename(boardDir)} has nothing kept aside`);
  const columns = [
    { title: "KEPT AS", minWidth: 20 },
    { title: "STEPS" },
    { title: "SIZE", align: "right" as const, dropRank: 1 },
    { title: "WHEN", dropRank: 2 },
  ];
  const rows = kept.map(({ name, path, at, afterStep, lastStep }) => [
    name,
    `${afterStep + 1} to ${lastStep}`,
    formatBytes(folderSize(path)),
    `${formatDate(at)}, ${formatAge(at)}`,
  ]);
  print(textTable(columns, rows, outputWidth()).text);
}

function keptJson({ name, at, afterStep, lastStep, path }: KeptRows): Record<string, unknown> {
  return {
    kept_as: name,
    at: at.toISOString(),
    step: afterStep,
    last_step: lastStep,
    size_bytes: folderSize(path),
  };
}
