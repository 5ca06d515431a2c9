import { basename } from "@std/path";
import { BoardReadError, type BoardVerification, verifyBoard } from "../../reader/mod.ts";
import { findBoardDirs } from "../boards/find_board_dirs.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { Interrupt } from "../interrupt.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { Progress } from "../output/progress.ts";
import { formatBytes, plural } from "../text/format_number.ts";
import { terminalText } from "../text/terminal_text.ts";
import { applyStyle } from "../text/terminal_style.ts";

/** Options of `kobo verify`. */
export interface VerifyCommandOptions {
  /** Whether to print JSON. */
  json?: boolean;
}

/** A board that was verified, or why it cannot be. */
type Outcome = BoardVerification | { boardId: string; boardDir: string; error: string };

/** `kobo verify`. The board `all` stands for all boards. */
export async function verify(
  baseDir: string,
  boards: readonly string[],
  { json }: VerifyCommandOptions,
): Promise<void> {
  await requireBaseDir(baseDir);
  const boardDirs = await findBoardDirs(baseDir, boards);
  const outcomes: Outcome[] = [];
  {
    using interrupt = new Interrupt();
    for (const [index, boardDir] of boardDirs.entries()) {
      const outcome = await verifyOne(boardDir, `${index + 1}/${boardDirs.length}`, interrupt);
      outcomes.push(outcome);
      if (!json) print(toText(outcome));
    }
  }
  if (json) printJson(outcomes.map(toJson));
  else if (outcomes.length === 0) printMessage(`No boards in ${baseDir}`);
  const damaged = outcomes.filter((outcome) => "damage" in outcome && !outcome.intact);
  const failed = outcomes.filter((outcome) => "error" in outcome);
  const failures = [
    damaged.length > 0 && `${plural(damaged.length, "board")} damaged`,
    failed.length > 0 && `${plural(failed.length, "board")} cannot be verified`,
  ].filter(Boolean);
  if (failures.length > 0) throw new Error(`${failures.join(", ")}, see above`);
}

async function verifyOne(
  boardDir: string,
  number: string,
  { signal }: Interrupt,
): Promise<Outcome> {
  const boardId = basename(boardDir);
  using progress = new Progress(`Verifying ${boardId} (${number})`);
  try {
    return await verifyBoard(boardDir, {
      signal,
      onProgress: ({ bytes, totalBytes, path }) => progress.update(bytes, totalBytes, path),
    });
  } catch (error) {
    if (!(error instanceof BoardReadError)) throw error;
    return { boardId, boardDir, error: error.message };
  }
}

function toText(outcome: Outcome): string {
  const boardId = terminalText(outcome.boardId);
  const line = (text: string) => `  ${terminalText(text)}\n`;
  if ("error" in outcome) {
    return `${boardId} ${applyStyle("red", "cannot be verified")}\n${line(outcome.error)}`;
  }
  const { intact, damage, unchecked, files, sizeBytes } = outcome;
  const result = intact ? applyStyle("green", "ok") : applyStyle("red", "damaged");
  return `${boardId} ${result}: ${plural(files, "file")}, ${formatBytes(sizeBytes)}\n` +
    damage.map(({ path, reason }) => line(`${path}: ${reason}`)).join("") +
    unchecked.map((what) => line(`Not all is known: ${what}`)).join("");
}

function toJson(outcome: Outcome): Record<string, unknown> {
  const { boardId, boardDir } = outcome;
  const board = { board_id: boardId, board_dir: boardDir };
  if ("error" in outcome) return { ...board, intact: null, error: outcome.error };
  const { intact, damage, unchecked, files, sizeBytes } = outcome;
  return { ...board, intact, damage, unchecked, files, size_bytes: sizeBytes };
}
