import { rankNotes } from "../groups/rank_notes.ts";
import { runGroups } from "../runs/data/visible_runs.ts";
import { groupColors } from "../state/board_color.ts";
import { highlighted } from "../state/highlight.ts";
import { formatPlural } from "../values/format_plural.ts";
import { ColorChoice } from "./color_choice.tsx";

/** The colours of the groups, and how many runs they have. All charts highlight the one under the pointer. */
export function GroupLegend() {
  const colors = groupColors(runGroups.value.map(({ title }) => title));
  return (
    <ul class="chart-legend group-legend" tabIndex={0} aria-label="Groups">
      {runGroups.value.map(({ title, heading, boards }, index) => (
        <li
          key={title}
          onPointerEnter={() => highlighted.value = title}
          onPointerLeave={() => highlighted.value = null}
        >
          <ColorChoice thing={{ group: title }} name={heading} color={colors[index] ?? ""} />
          {heading} <span class="muted">{formatPlural(boards.length, "run")}</span>
          {rankNotes(boards).map((note) => <span class="problem" key={note}>{note}</span>)}
        </li>
      ))}
    </ul>
  );
}
