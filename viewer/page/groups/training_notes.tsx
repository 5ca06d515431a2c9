import type { BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import { formatPlural } from "../values/format_plural.ts";
import { boardsToDraw, trainingsOf } from "./drawn_ranks.ts";
import { rankNotes } from "./rank_notes.ts";

/** Of each selected training how many of its ranks are drawn, and which are missing or crashed. */
export function TrainingNotes({ boards }: { boards: readonly BoardInfo[] }) {
  const found = trainingsOf(boards);
  if (found.length === 0) return null;
  const drawn = new Set(boardsToDraw(boards).map(({ boardId }) => boardId));
  return (
    <ul class="chart-legend training-notes" aria-label="Trainings of several processes">
      {found.map(({ group, lead, ranks }) => {
        const shown = ranks.filter(({ boardId }) => drawn.has(boardId));
        const named = shown.length === ranks.length
          ? "all are drawn"
          : `drawn: rank ${shown.map(({ metadata }) => metadata?.rank).join(", ")}`;
        return (
          <li key={lead.boardId} title={boardName(lead)}>
            <strong>{group}</strong>
            <span class="muted">{formatPlural(ranks.length, "rank")}, {named}</span>
            {rankNotes(ranks).map((note) => <span class="problem" key={note}>{note}</span>)}
          </li>
        );
      })}
    </ul>
  );
}
