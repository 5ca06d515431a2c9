import { boardColor } from "../board_color.ts";
import { boards, boardTitle, selectBoards, selectedIds } from "../store.ts";

/** The runs beside a panel: those that are chosen are shown there. */
export function RunList() {
  const chosen = new Set(selectedIds.value);
  return (
    <aside class="run-list" aria-label="Runs">
      {boards.value!.map((board) => (
        <label key={board.boardId}>
          <input
            type="checkbox"
            checked={chosen.has(board.boardId)}
            onChange={() => selectBoards([...new Set([board.boardId]).symmetricDifference(chosen)])}
          />
          <span style={{ color: boardColor(board.boardId) }}>●</span> {boardTitle(board)}
        </label>
      ))}
    </aside>
  );
}
