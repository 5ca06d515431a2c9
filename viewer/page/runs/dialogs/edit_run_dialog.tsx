import { useState } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { boards } from "../../state/boards.ts";
import { authorsText } from "../data/authors_text.ts";
import { annotationChanges } from "../data/annotation_changes.ts";
import { annotateRuns, changeProblem } from "../data/annotate_runs.ts";
import { splitTags } from "../data/split_tags.ts";

/** Props of {@linkcode EditRunDialog}. */
export interface EditRunDialogProps {
  board: BoardInfo;
  onClose: () => void;
}

/** Edits the annotations of a run: title, group, tags, notes, and whether it is hidden. */
export function EditRunDialog({ board, onClose }: EditRunDialogProps) {
  // As they were when the dialog was opened, and as the reader saw them last.
  const [opened] = useState(board.annotations);
  const [seen, setSeen] = useState(board.annotations);
  const [title, setTitle] = useState(opened.title ?? "");
  const [group, setGroup] = useState(opened.group ?? "");
  const [tags, setTags] = useState(opened.tags.join(", "));
  const [notes, setNotes] = useState(opened.notes ?? "");
  const [hidden, setHidden] = useState(opened.hidden);
  const save = async (event: Event) => {
    event.preventDefault();
    const wanted = { title, notes, group: group.trim(), hidden, tags: splitTags(tags) };
    if (await annotateRuns([board], annotationChanges(opened, seen, wanted))) return onClose();
    const now = boards.peek()?.find(({ boardId }) => boardId === board.boardId);
    if (now) setSeen(now.annotations);
  };
  return (
    <Dialog title={`About ${board.metadata?.name ?? board.boardId}`} onClose={onClose}>
      <form class="run-form" onSubmit={save}>
        <label class="field">
          <span>Display name</span>
          <input
            value={title}
            maxLength={500}
            placeholder={board.metadata?.name ?? board.boardId}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Group</span>
          <input
            value={group}
            maxLength={500}
            onInput={(event) => setGroup(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Tags, separated by commas</span>
          <input value={tags} onInput={(event) => setTags(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Notes</span>
          <textarea
            rows={6}
            maxLength={20_000}
            value={notes}
            onInput={(event) => setNotes(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={hidden}
            onChange={(event) => setHidden(event.currentTarget.checked)}
          />
          Hide from the list
        </label>
        <p class="muted">
          Stored in <code>.kobo</code> beside the runs. The run's own folder,{" "}
          {board.boardId}, is not changed.
        </p>
        {seen.authors && <p class="muted">{authorsText(seen.authors)}</p>}
        {changeProblem.value !== null && (
          <p class="problem" role="alert">Not saved: {changeProblem.value}</p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="button is-primary">Save</button>
        </div>
      </form>
    </Dialog>
  );
}
