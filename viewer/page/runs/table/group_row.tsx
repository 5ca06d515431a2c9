import { selectBoards } from "../../state/selection.ts";
import { formatPlural } from "../../values/format_plural.ts";
import { groupText } from "../data/group_text.ts";
import type { RunField } from "../data/run_fields.ts";
import type { RunGroup } from "../data/visible_runs.ts";

/** Props of {@linkcode GroupRow}. */
export interface GroupRowProps {
  group: RunGroup;
  /** The fields that have columns. */
  fields: readonly RunField[];
  /** How many columns beside the name the heading reaches over: they have no mean. */
  spanned: number;
  /** Whether the heading has a line of its own, above the means. */
  isNarrow: boolean;
  isClosed: boolean;
  /** The row's index for screen readers. */
  rowIndex: number;
  /** The layout of the columns. */
  style: { gridTemplateColumns: string; minWidth: string };
  /** Called when the reader collapses or expands the group. */
  onToggle: () => void;
}

/** The heading of a group of runs: what they have in common, how many they are, and means. */
export function GroupRow(
  { group, fields, spanned, isNarrow, isClosed, rowIndex, style, onToggle }: GroupRowProps,
) {
  const { heading, boards } = group;
  return (
    <div class="runs-row is-group" role="row" aria-rowindex={rowIndex} style={style}>
      <span
        class="runs-group-heading"
        role="cell"
        aria-colspan={2 + spanned}
        style={{ gridColumn: isNarrow ? "1 / -1" : `span ${2 + spanned}` }}
      >
        <button type="button" aria-expanded={!isClosed} title={heading} onClick={onToggle}>
          <span class="chevron" aria-hidden="true">{isClosed ? "▸" : "▾"}</span>
          <span class="runs-group-title">{heading}</span>{" "}
          <span class="muted">{formatPlural(boards.length, "run")}</span>
        </button>
        <button
          type="button"
          class="link-button"
          onClick={() => selectBoards(boards.map(({ boardId }) => boardId))}
        >
          select
        </button>
      </span>
      {fields.slice(1 + spanned).map((field, index) => (
        <span
          key={field.id}
          role="cell"
          class={`runs-cell is-${field.format}`}
          style={isNarrow ? { gridColumn: 3 + index, gridRow: 2 } : undefined}
        >
          <GroupCell group={group} field={field} />
        </span>
      ))}
      <span role="cell" />
    </div>
  );
}

function GroupCell({ group: { boards }, field }: { group: RunGroup; field: RunField }) {
  const found = groupText(boards, field);
  return found === undefined ? null : <span title={found.title}>{found.text}</span>;
}
