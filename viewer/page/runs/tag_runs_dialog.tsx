import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { plural } from "../ui/format.ts";
import { Dialog } from "../ui/dialog.tsx";
import { annotateRuns, changeProblem } from "./annotate_runs.ts";
import { splitTags } from "./edit_run_dialog.tsx";

/** Gives some runs the same tags, beside those they have. */
export function TagRunsDialog({ boards, onClose }: { boards: BoardInfo[]; onClose: () => void }) {
  const [tags, setTags] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    const done = await annotateRuns(boards, ({ annotations }) => ({
      tags: [...new Set([...annotations.tags, ...splitTags(tags)])],
    }));
    if (done) onClose();
  };
  return (
    <Dialog title={`Tag ${plural(boards.length, "run")}`} onClose={onClose}>
      <form class="run-form" onSubmit={save}>
        <label class="field">
          <span>Tags to add, with commas between</span>
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
