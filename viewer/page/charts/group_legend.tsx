import { rankNotes } from "../groups/rank_notes.ts";
import { drawnGroups } from "../groups/draws_groups.ts";
import { highlighted } from "../state/highlight.ts";
import { formatPlural } from "../values/format_plural.ts";
import { ColorChoice } from "./color_choice.tsx";

/** The colours of the groups, and how many runs they have. All charts highlight the one under the pointer. */
export function GroupLegend() {
  return (
    <ul class="chart-legend group-legend" tabIndex={0} aria-label="Groups">
      {drawnGroups.value.map(({ title, heading, boards, color, thing }) => (
        <li
          key={title}
          onPointerEnter={() => highlighted.value = title}
          onPointerLeave={() => highlighted.value = null}
        >
          <ColorChoice thing={thing} name={heading} color={color} />
          {heading} <span class="muted">{formatPlural(boards.length, "run")}</span>
          {rankNotes(boards).map((note) => <span class="problem" key={note}>{note}</span>)}
        </li>
      ))}
    </ul>
  );
}
