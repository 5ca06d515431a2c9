import { notifyProblem } from "./notify/notifications.ts";
import { boards, boardsById, info, listProblem } from "./state/boards.ts";
import { connection } from "./state/connection.ts";
import { selectBoards, selectedIds } from "./state/selection.ts";

/** Notices below the header: the server does not respond, what it says of itself, or a selected board was deleted. */
export function ConnectionNotice() {
  const deleted = boards.value === null
    ? []
    : selectedIds.value.filter((id) => !boardsById.value.has(id));
  return (
    <div class="notices" role="status">
      {connection.value === "offline" && (
        <p class="notice is-warning">
          The server does not respond.
          {boards.value !== null && " The page shows what it has received so far."}{" "}
          It reconnects automatically. If the server was stopped, start it again on the same port.
        </p>
      )}
      {listProblem.value !== null && (
        <p class="notice is-warning">
          The boards in {info.value?.baseDir ?? "the folder"} cannot be listed: {listProblem.value}
        </p>
      )}
      {notifyProblem.value !== null && (
        <p class="notice is-warning">
          {notifyProblem.value}{" "}
          <button type="button" class="link-button" onClick={() => notifyProblem.value = null}>
            Close
          </button>
        </p>
      )}
      {info.value?.notices.map((notice) => <p class="notice" key={notice}>{notice}</p>)}
      {deleted.length > 0 && (
        <p class="notice">
          {deleted.length === 1
            ? <>The run {deleted[0]} is no longer in the folder.</>
            : <>{deleted.length} of the selected runs are no longer in the folder.</>}{" "}
          <button
            type="button"
            class="link-button"
            onClick={() =>
              selectBoards(selectedIds.peek().filter((id) => boardsById.peek().has(id)))}
          >
            Deselect {deleted.length === 1 ? "it" : "them"}
          </button>
        </p>
      )}
    </div>
  );
}
