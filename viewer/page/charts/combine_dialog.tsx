import { useState } from "preact/hooks";
import { Dialog } from "../ui/dialog.tsx";
import { foldText } from "../values/fold_text.ts";
import { combinedMetrics, toggleCombined } from "./settings/combined_metrics.ts";
import type { MetricEntry } from "./settings/metric_entries.ts";

/** So many metrics are listed: of more, the search finds the wanted ones. */
const MAX_LISTED = 200;

/** Props of {@linkcode CombineDialog}. */
export interface CombineDialogProps {
  /** The metric whose chart others join. */
  host: string;
  /** All metrics. */
  metrics: readonly MetricEntry[];
  onClose: () => void;
}

/** The choice of the metrics that are drawn in the chart of another one. */
export function CombineDialog({ host, metrics, onClose }: CombineDialogProps) {
  const [search, setSearch] = useState("");
  const wanted = foldText(search.trim());
  const own = combinedMetrics.value.find((names) => names.includes(host)) ?? [];
  const found = metrics
    .filter(({ name, type }) =>
      type !== "string" && name !== host && foldText(name).includes(wanted)
    )
    .map(({ name }) => name);
  return (
    <Dialog title={`Metrics in the chart of ${host}`} onClose={onClose}>
      <input
        type="search"
        placeholder="Search metrics"
        aria-label="Search metrics to combine"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <ul class="combine-list">
        {found.slice(0, MAX_LISTED).map((name) => (
          <li key={name}>
            <label class="check">
              <input
                type="checkbox"
                checked={own.includes(name)}
                onChange={() => toggleCombined(host, name)}
              />
              <span>{name}</span>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="empty">No other metric of numbers.</p>}
      {found.length > MAX_LISTED && (
        <p class="muted">and {found.length - MAX_LISTED} more: search for them</p>
      )}
    </Dialog>
  );
}
