import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { Dialog } from "../ui/dialog.tsx";
import { annotateRuns, changeProblem } from "./annotate_runs.ts";

/** Names, tags and describes a run. Nothing of it goes into the run's own folder. */
export function EditRunDialog({ board, onClose }: { board: BoardInfo; onClose: () => void }) {
  const [title, setTitle] = useState(board.annotations.title ?? "");
  const [tags, setTags] = useState(board.annotations.tags.join(", "));
  const [notes, setNotes] = useState(board.annotations.notes ?? "");
  const [hidden, setHidden] = useState(board.annotations.hidden);
  const save = async (event: Event) => {
    event.preventDefault();
    const done = await annotateRuns([board], { title, notes, hidden, tags: splitTags(tags) });
    if (done) onClose();
  };
  return (
    <Dialog title={`About ${board.metadata?.name ?? board.boardId}`} onClose={onClose}>
      <form class="run-form" onSubmit={save}>
        <label class="field">
          <span>Shown as</span>
          <input
            value={title}
            maxLength={500}
            placeholder={board.metadata?.name ?? board.boardId}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Tags, with commas between</span>
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
          Leave it out of the list
        </label>
        <p class="muted">
          Kept in <code>.kobo</code> beside the runs. The run's own folder,{" "}
          {board.boardId}, stays as it is.
        </p>
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

/** Tags as typed, none twice. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()).filter((tag) => tag !== ""))];
}
