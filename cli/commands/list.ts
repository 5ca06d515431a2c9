import { countBoards } from "../../reader/find_boards.ts";
import type { BoardSummary } from "../../reader/mod.ts";
import { rankedRuns } from "../../reader/ranked_runs.ts";
import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { isTerminal } from "../../system/terminal.ts";
import { type BoardField, boardField, differentFields } from "../boards/board_fields.ts";
import { boardJson } from "../boards/board_json.ts";
import { boardTable } from "../boards/board_table.ts";
import { noBoardsText } from "../boards/no_boards_text.ts";
import { linkProblems } from "../boards/link_problems.ts";
import { sortBoards } from "../boards/sort_boards.ts";
import { UsageError } from "../errors.ts";
import { type BoardSelection, selectBoards } from "../boards/select_boards.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { printProblems } from "../output/problems.ts";
import { formatBytes, plural } from "../text/format_number.ts";
import { applyStyle } from "../text/terminal_style.ts";

/** Options of `kobo list`. */
export interface ListOptions extends BoardSelection {
  /** The maximum number of boards: the first ones, in the order asked for. */
  limit?: number;
  /** What the boards are sorted by. Default: the newest first. */
  sort?: string;
  /** Whether the greatest comes first. */
  reverse?: boolean;
  /** The columns besides board, name and status. Default: the usual ones. */
  columns?: string[];
  /** Whether the boards of all ranks of a training are listed, not that of the first alone. */
  ranks?: boolean;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo list` */
export async function list(baseDir: string, options: ListOptions): Promise<void> {
  const { limit, sort, reverse } = options;
  if (reverse && sort === undefined) {
    throw new UsageError("Cannot list: expected --reverse with --sort");
  }
  const { status, name, group, tag } = options;
  // Of the ranks of a training that do not match, nobody could say that they are missing.
  const joins = !options.json && !options.ranks && !isRemoteAddress(baseDir) &&
    [status, name, tag].every((filter) => filter === undefined);
  const isFiltered = [status, name, group, tag].some((filter) => filter !== undefined) ||
    isRemoteAddress(baseDir);
  let counted = 0;
  let selected = await selectBoards(baseDir, options, {
    // Of sorted boards the first ones are listed, which may not be the newest.
    limit: sort === undefined ? limit : undefined,
    ...(isFiltered && limit !== undefined && { where: () => ++counted > 0 }),
  });
  // Each of the newest is a run of its own where none has a rank: no others are looked at.
  const isCut = joins && limit !== undefined && sort === undefined;
  if (isCut && selected.some(({ rank }) => rank !== null)) {
    selected = await selectBoards(baseDir, { ids: await newestRuns(baseDir, options, limit) });
  }
  const runs = joins ? rankedRuns(selected) : [];
  const leads = joins ? runs.map(({ lead }) => lead) : selected;
  const sorted = sort === undefined ? undefined : boardField(leads, sort, "sort by");
  const boards = sorted === undefined ? leads : sortBoards(leads, sorted, reverse).slice(0, limit);
  const columns = options.columns?.map((column) => boardField(leads, column, "show"));
  if (options.json) {
    printJson(boards.map((board) => boardJson(board, columns)));
    return printProblems(linkProblems(baseDir));
  }
  printProblems(linkProblems(baseDir));
  if (boards.length === 0) return printMessage(await noBoardsText(baseDir, options));
  const trainings = new Map(runs.map((run) => [run.lead, run]));
  print(boardTable(boards, { trainings, columns, more: moreColumns(boards, sorted) }));
  for (const { boardId, problems } of boards) {
    printProblems(problems.map((problem) => `${boardId}: ${problem}`));
  }
  if (!isTerminal("stdout")) return;
  const matching = limit === undefined
    ? boards.length
    : isFiltered
    ? counted
    : countBoards(baseDir);
  const bytes = selected.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const shown = boards.length < matching ? `${boards.length} of ` : "";
  const summary = `${shown}${plural(matching, "board")}, ${formatBytes(bytes)}, ${baseDir}`;
  print(applyStyle("dim", `\n${summary}\n`));
}

/** What the boards are sorted by, where no usual column has it, and what tells them apart. */
function moreColumns(boards: readonly BoardSummary[], sorted?: BoardField): BoardField[] {
  const first = sorted === undefined || sorted.isColumn ? [] : [sorted];
  const others = differentFields(boards);
  return [...first, ...others.filter(({ name }) => name !== sorted?.name)];
}

/** The ids of the boards of the newest runs, those of all ranks. */
async function newestRuns(
  baseDir: string,
  { group }: ListOptions,
  limit: number,
): Promise<Set<string>> {
  const all = await selectBoards(baseDir, { group }, { counts: false, sizes: false });
  const newest = rankedRuns(all).slice(0, limit);
  return new Set(newest.flatMap(({ ranks }) => ranks.map(({ boardId }) => boardId)));
}
