import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { allows } from "../state/allows.ts";
import { api } from "../state/api_client.ts";
import { refreshBoards } from "../state/refresh_boards.ts";

/** The damage of a board. One that cannot be read is read again when asked. */
export function BoardProblems({ board }: { board: BoardInfo }) {
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const readAgain = async () => {
    setReading(true);
    try {
      await api.readAgain(board.boardId);
      await refreshBoards();
      setFailure(null);
    } catch (error) {
      setFailure((error as Error).message);
    }
    setReading(false);
  };
  return (
    <>
      {board.problems.map((problem) => <p class="problem" key={problem}>{problem}</p>)}
      {failure !== null && <p class="problem" role="alert">{failure}</p>}
      {board.status === "broken" && allows.value.follow && (
        <button type="button" class="button" disabled={isReading} onClick={readAgain}>
          {isReading ? "Reading…" : "Read again"}
        </button>
      )}
    </>
  );
}
