import { useState } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatPlural } from "../../values/format_plural.ts";
import { annotateRuns, changeProblem } from "../data/annotate_runs.ts";
import { splitTags } from "../data/split_tags.ts";

/** Props of {@linkcode TagRunsDialog}. */
export interface TagRunsDialogProps {
  boards: BoardInfo[];
  onClose: () => void;
}

/** Adds the same tags to some runs, which keep those that they have. */
export function TagRunsDialog({ boards, onClose }: TagRunsDialogProps) {
  const [tags, setTags] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    if (await annotateRuns(boards, { addTags: splitTags(tags) })) onClose();
  };
  return (
    <Dialog title={`Tag ${formatPlural(boards.length, "run")}`} onClose={onClose}>
      <form class="run-form" onSubmit={save}>
        <label class="field">
          <span>Tags to add, separated by commas</span>
          <input value={tags} onInput={(event) => setTags(event.currentTarget.value)} />
        </label>
        {changeProblem.value !== null && (
          <p class="problem" role="alert">Not saved: {changeProblem.value}</p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="button is-primary">Add tags</button>
        </div>
      </form>
    </Dialog>
  );
}
