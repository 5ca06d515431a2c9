import type { ComponentChildren } from "preact";
import type { BoardInfo } from "../../protocol/api.ts";
import { colorMeaning } from "../runs/data/color_field.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";
import { RAMP } from "../state/color_ramp.ts";
import { areColorsChosen, resetColors } from "../state/chosen_colors.ts";
import { highlighted } from "../state/highlight.ts";
import { formatPlural } from "../values/format_plural.ts";
import { ColorChoice } from "./color_choice.tsx";

/** What the colours of the charts mean, of runs or of the values of a field; each can be changed. */
export function ColorLegend({ boards }: { boards: readonly BoardInfo[] }) {
  const meaning = colorMeaning.value;
  if (meaning?.kind === "range") {
    const { field, low, high, lackingCount } = meaning;
    return (
      <div class="chart-legend color-legend" role="group" aria-label={`Colours by ${field.label}`}>
        <span class="muted">{field.label}</span>
        <span>{low}</span>
        <span
          class="color-ramp"
          style={{ background: `linear-gradient(to right, ${RAMP.join(", ")})` }}
        />
        <span>{high}</span>
        {lackingCount > 0 && (
          <span class="muted">{formatPlural(lackingCount, "run")} without a number: grey</span>
        )}
      </div>
    );
  }
  if (meaning?.kind === "values") {
    const { field, values } = meaning;
    return (
      <Legend label={`Colours by ${field.label}`}>
        <li class="muted">{field.label}</li>
        {values.map(({ text, color, runCount }) => (
          <li key={text}>
            <ColorChoice thing={{ field: field.id, value: text }} name={text} color={color} />
            {text} <span class="muted">{formatPlural(runCount, "run")}</span>
          </li>
        ))}
      </Legend>
    );
  }
  return (
    <Legend label="Colours by run">
      {boards.map((board) => (
        <li
          key={board.boardId}
          onPointerEnter={() => highlighted.value = board.boardId}
          onPointerLeave={() => highlighted.value = null}
        >
          <ColorChoice
            thing={{ run: board.boardId }}
            name={boardName(board)}
            color={boardColor(board.boardId)}
          />
          {boardName(board)}
        </li>
      ))}
    </Legend>
  );
}

function Legend({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <ul class="chart-legend color-legend" tabIndex={0} aria-label={label}>
      {children}
      {areColorsChosen.value && (
        <li>
          <button type="button" class="link-button" onClick={resetColors}>Reset colours</button>
        </li>
      )}
    </ul>
  );
}
