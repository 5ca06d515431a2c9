import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import {
  canLogX,
  chartSize,
  chooseSmoothing,
  chooseX,
  isLogX,
  leavesOutOutliers,
  metricSearch,
  showsAlerts,
  SIZE_LABELS,
  smoothing,
  SMOOTHING_AMOUNTS,
  SMOOTHING_LABELS,
  toggleAlerts,
  toggleLogX,
  toggleOutliers,
  X_LABELS,
  xKind,
  xMetric,
  xRange,
  yScale,
  zoomTo,
} from "./settings/chart_settings.ts";
import { Choice } from "../ui/choice.tsx";
import { boardAlerts } from "../state/board_alerts.ts";
import { groupKeys } from "../runs/data/visible_runs.ts";
import { RankChoice } from "../groups/rank_choice.tsx";
import { GroupChoice } from "../groups/group_choice.tsx";
import { CAN_DRAW_GROUPS, drawsGroups } from "../groups/draws_groups.ts";
import {
  BAND_LABELS,
  CENTER_LABELS,
  chooseGroupStyle,
  groupStyle,
} from "./settings/group_settings.ts";
import { ColorByChoice } from "./color_by_choice.tsx";
import { OUTLIER_RULE } from "./drawing/outlier_limits.ts";
import { formatX } from "./drawing/format_x.ts";
import { numberMetrics } from "./settings/metric_entries.ts";

/** The settings of all charts: x axis, y axis, smoothing, size, and the search for metrics. */
export function ChartsToolbar(
  { boards, selected }: { boards: BoardInfo[]; selected: readonly BoardInfo[] },
) {
  const { kind, amount } = smoothing.value;
  const amounts = SMOOTHING_AMOUNTS[kind];
  const range = xRange.value;
  const x = xKind.value;
  const isGrouped = drawsGroups.value;
  // The address may name one that no run in view has.
  const xMetrics = [...new Set([xMetric.value, ...numberMetrics(boards)])].filter(Boolean);
  // In a narrow window they would fill half of it.
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="toolbar charts-toolbar" role="toolbar" aria-label="Charts">
      <input
        type="search"
        placeholder="Search metrics"
        aria-label="Search metrics"
        value={metricSearch.value}
        onInput={(event) => metricSearch.value = event.currentTarget.value}
      />
      <button
        type="button"
        class="button charts-settings-toggle"
        aria-expanded={isOpen}
        aria-controls="charts-settings"
        onClick={() => setOpen(!isOpen)}
      >
        Settings
      </button>
      <div id="charts-settings" class={isOpen ? "charts-settings is-open" : "charts-settings"}>
        <Choice label="X axis" text="x" options={X_LABELS} value={x} onChoose={chooseX} />
        {x === "metric" && (
          <select
            aria-label="Metric of the x axis"
            class="metric-choice"
            value={xMetric.value}
            onChange={(event) => {
              zoomTo(null);
              xMetric.value = event.currentTarget.value;
            }}
          >
            <option value="">Select…</option>
            {xMetrics.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        )}
        <button
          type="button"
          class="button"
          aria-pressed={isLogX.value}
          disabled={!canLogX.value}
          title={canLogX.value ? undefined : "Times have no logarithmic axis"}
          onClick={toggleLogX}
        >
          Log x
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={yScale.value === "log"}
          onClick={() => yScale.value = yScale.value === "log" ? "" : "log"}
        >
          Log y
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={leavesOutOutliers.value}
          title={`Leaves outliers out of the y axis. ${OUTLIER_RULE}`}
          onClick={toggleOutliers}
        >
          No outliers
        </button>
        {boards.some(({ boardId }) => boardAlerts.value.get(boardId)?.length) && (
          <button
            type="button"
            class="button"
            aria-pressed={showsAlerts.value}
            onClick={toggleAlerts}
          >
            Alerts
          </button>
        )}
        {groupKeys.value.length === 0 && <RankChoice boards={selected} />}
        {CAN_DRAW_GROUPS && <GroupChoice />}
        {isGrouped && (
          <>
            <Choice
              label="Line of a group"
              options={CENTER_LABELS}
              value={groupStyle.value.center}
              onChoose={(center) => chooseGroupStyle({ center })}
            />
            <Choice
              label="Band of a group"
              options={BAND_LABELS}
              value={groupStyle.value.band}
              onChoose={(band) => chooseGroupStyle({ band })}
            />
          </>
        )}
        <Choice
          label="Smoothing"
          options={SMOOTHING_LABELS}
          value={kind}
          disabledBecause={isGrouped ? "Groups are drawn as they are computed" : undefined}
          onChoose={(kind) => chooseSmoothing({ kind, amount: SMOOTHING_AMOUNTS[kind].start })}
        />
        {kind !== "none" && !isGrouped && (
          <label class="choice">
            <input
              type="range"
              aria-label="Amount of smoothing"
              min={amounts.min}
              max={amounts.max}
              step={amounts.step}
              value={amount}
              onInput={(event) =>
                chooseSmoothing({ kind, amount: Number(event.currentTarget.value) })}
            />
            <output>{amount}</output>
          </label>
        )}
        {!isGrouped && <ColorByChoice />}
        <Choice
          label="Chart size"
          options={SIZE_LABELS}
          value={chartSize.value}
          onChoose={(size) => chartSize.value = size}
        />
      </div>
      {range !== null && (
        <button type="button" class="button" onClick={() => zoomTo(null)}>
          {formatX(range[0], x)} – {formatX(range[1], x)} ✕
          <span class="visually-hidden">Show the whole x axis</span>
        </button>
      )}
    </div>
  );
}
