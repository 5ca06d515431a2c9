import type { BoardInfo } from "../../protocol/api.ts";
import {
  chooseMediaAxis,
  chooseSliders,
  hasOwnSliders,
  MEDIA_AXES,
  type MediaAxis,
  mediaAxis,
  mediaMetric,
} from "./media_axis.ts";

/** Props of {@linkcode MediaBar}. */
export interface MediaBarProps {
  boards: readonly BoardInfo[];
  /** Whether there are several names, which one slider can move. */
  hasNames: boolean;
}

/** The choice of what the slider of media moves along, and whether all names have one. */
export function MediaBar({ boards, hasNames }: MediaBarProps) {
  const metrics = [...new Set(boards.flatMap(({ best }) => Object.keys(best)))];
  // What counts up with a training is an axis; the others fall and rise.
  const likely = metrics.find((name) => /epoch|iter|sample|token/i.test(name)) ?? metrics[0] ?? "";
  return (
    <>
      <label class="choice">
        <span>Slider over</span>
        <select
          value={mediaAxis.value}
          onChange={(event) => {
            const axis = event.currentTarget.value as MediaAxis;
            chooseMediaAxis(axis, axis === "metric" ? likely : "");
          }}
        >
          {Object.entries(MEDIA_AXES).map(([value, label]) => (
            <option key={value} value={value} disabled={value === "metric" && metrics.length === 0}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {mediaAxis.value === "metric" && (
        <select
          class="metric-choice"
          aria-label="Metric of the slider"
          value={mediaMetric.value}
          onChange={(event) => chooseMediaAxis("metric", event.currentTarget.value)}
        >
          {[...new Set([mediaMetric.value, ...metrics])].map((name) => (
            <option key={name} value={name}>{name}</option>
          ))}
        </select>
      )}
      {hasNames && (
        <label class="check">
          <input
            type="checkbox"
            checked={!hasOwnSliders.value}
            onChange={(event) => chooseSliders(!event.currentTarget.checked)}
          />
          one slider for all names
        </label>
      )}
    </>
  );
}
