import type { RunField } from "../data/run_fields.ts";

/** Props of {@linkcode ColumnRow}. */
export interface ColumnRowProps {
  field: RunField;
  /** Whether the table has the column. */
  isChosen: boolean;
  /** Called when the reader adds or removes the column. */
  onToggle: () => void;
  /** Moves the column to the left; `null` if it is the first one. */
  onLeft: (() => void) | null;
  /** Moves the column to the right; `null` if it is the last one. */
  onRight: (() => void) | null;
}

/** A column that the table of runs has or could have. */
export function ColumnRow(
  { field: { id, label }, isChosen, onToggle, onLeft, onRight }: ColumnRowProps,
) {
  return (
    <div class="column-row">
      <label class="check">
        <input type="checkbox" checked={isChosen} onChange={onToggle} />
        <span class="column-name">{label}</span>
        <span class="muted">{sourceOf(id)}</span>
      </label>
      {isChosen && (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label={`Move ${label} to the left`}
            disabled={onLeft === null}
            onClick={() => onLeft?.()}
          >
            ↑
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Move ${label} to the right`}
            disabled={onRight === null}
            onClick={() => onRight?.()}
          >
            ↓
          </button>
        </>
      )}
    </div>
  );
}

/** Where the values of a column come from. */
function sourceOf(id: string): string {
  if (id.startsWith("config.")) return "config";
  if (id.startsWith("last:")) return "last value";
  if (id.startsWith("min:")) return "minimum";
  return id.startsWith("max:") ? "maximum" : "";
}
