import type { BoardReader, BoardsReader } from "../../reader/mod.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";
import { printMessage } from "./print.ts";

/** Describes what is damaged in the boards that were read, or was left out. Each problem once. */
export function listProblems(reader: BoardReader | BoardsReader): string[] {
  if (!("boards" in reader)) return [...new Set(reader.problems)];
  return reader.boards.flatMap(({ boardId, problems }) =>
    problems.map((problem) => `${boardId}: ${problem}`)
  );
}

/** Prints problems on stderr, one per line. */
export function printProblems(problems: Iterable<string>): void {
  for (const problem of problems) {
    printMessage(applyStyle("yellow", terminalText(problem), "stderr"));
  }
}
