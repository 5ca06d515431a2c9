import { effect } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardTitle } from "./board_title.ts";
import { boards } from "./boards.ts";
import { selectedIds } from "./selection.ts";

/** The page's title: the crashed runs stand first, as a browser's tab cuts what is behind. */
export function pageTitle(plain: string, crashed: readonly BoardInfo[]): string {
  const [first, ...others] = crashed;
  if (first === undefined) return plain;
  const who = others.length === 0 ? boardTitle(first) : `${crashed.length} runs`;
  return `✕ ${who} crashed – ${plain}`;
}

/**
 * Has the title of the browser's tab say which runs have crashed: of those that are selected, and of
 * those that were running while the page was open. A crash of last week is no news.
 */
export function watchCrashes(): void {
  const plain = document.title;
  const seenRunning = new Set<string>();
  effect(() => {
    const list = boards.value ?? [];
    for (const { boardId, status } of list) if (status === "running") seenRunning.add(boardId);
    const selected = new Set(selectedIds.value);
    const crashed = list.filter(({ boardId, status }) =>
      status === "crashed" && (selected.has(boardId) || seenRunning.has(boardId))
    );
    document.title = pageTitle(plain, crashed);
  });
}
