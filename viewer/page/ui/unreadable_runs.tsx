import type { BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";

/** Which of some runs have rows that cannot be read, and why not. */
export function UnreadableRuns({ boards }: { boards: readonly BoardInfo[] }) {
  return (
    <>
      {boards.filter(({ isUnreadable }) => isUnreadable).map((board) => (
        <p class="problem" key={board.boardId}>
          {board.status === "broken"
            ? `${board.boardId} cannot be read: ${board.problems.join("; ")}`
            : `${boardName(board)}: ${board.problems.join("; ")}. ` +
              `Its logs and its config are on their tabs.`}
        </p>
      ))}
    </>
  );
}
