import { connection } from "./state/connection.ts";
import { boards, boardsById, info, listProblem, selectBoards, selectedIds } from "./state/store.ts";

/** What the reader of the page must know: the server is gone, or a chosen board. */
export function ConnectionNotice() {
  const gone = boards.value === null
    ? []
    : selectedIds.value.filter((id) => !boardsById.value.has(id));
  return (
    <div class="notices" role="status">
      {connection.value === "offline" && (
        <p class="notice is-warning">
          The server does not answer.
          {boards.value !== null && " What is shown is from before."}{" "}
          The page goes on by itself when it is back: start it again, on the same port, if it was
          stopped.
        </p>
      )}
      {listProblem.value !== null && (
        <p class="notice is-warning">
          The boards of {info.value?.baseDir ?? "the folder"} cannot be listed: {listProblem.value}
        </p>
      )}
      {gone.length > 0 && (
        <p class="notice">
          {gone.length === 1
            ? <>The run {gone[0]} is no longer in the folder.</>
            : <>{gone.length} of the chosen runs are no longer in the folder.</>}{" "}
          <button
            type="button"
            class="link-button"
            onClick={() =>
              selectBoards(selectedIds.peek().filter((id) => boardsById.peek().has(id)))}
          >
            Take {gone.length === 1 ? "it" : "them"} out of the choice
          </button>
        </p>
      )}
    </div>
  );
}
