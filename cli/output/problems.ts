import type { BoardReader, BoardsReader } from "../../reader/mod.ts";
import { note } from "./print.ts";
import { paint } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";

/** What of the boards that were asked is damaged or left out, each once, in plain words. */
export function problemsOf(reader: BoardReader | BoardsReader): string[] {
  if (!("boards" in reader)) return [...new Set(reader.problems)];
  return reader.boards.flatMap(({ boardId, problems }) =>
    problems.map((problem) => `${boardId}: ${problem}`)
  );
}

/** Says it on stderr, a line each. */
export function noteProblems(problems: Iterable<string>): void {
  for (const problem of problems) note(paint("yellow", terminalText(problem), Deno.stderr));
}
