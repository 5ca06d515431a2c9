import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { ChartsPanel } from "./charts/charts_panel.tsx";
import { ComparePanel } from "./compare/compare_panel.tsx";
import { ConfigPanel } from "./config/config_panel.tsx";
import { FilesPanel } from "./files/files_panel.tsx";
import { HistogramsPanel } from "./histograms/histograms_panel.tsx";
import { LogsPanel } from "./logs/logs_panel.tsx";
import { MediaPanel } from "./media/media_panel.tsx";
import { RunsPanel } from "./runs/runs_panel.tsx";
import { SqlPanel } from "./sql/sql_panel.tsx";
import { allows } from "./state/allows.ts";
import { SystemPanel } from "./system/system_panel.tsx";
import { TablesPanel } from "./tables/tables_panel.tsx";
import type { PanelProps } from "./ui/panel_props.ts";

/** A tab of the page. */
export interface Tab {
  /** Its id in the address. */
  id: string;
  label: string;
  panel: ComponentType<PanelProps>;
  /** Whether its panel fills the window, without the list of runs. Default: false. */
  wide?: boolean;
  /** Whether its panel shows rows of each run, and is not given runs that have none to read. Default: false. */
  ofRows?: boolean;
  /** What the server must allow. Default: nothing. */
  needs?: keyof typeof allows.value;
}

const RUNS: Tab = { id: "runs", label: "Runs", panel: RunsPanel, wide: true };

/** The tabs, in their order. */
export const tabs: readonly Tab[] = [
  RUNS,
  { id: "charts", label: "Charts", panel: ChartsPanel },
  { id: "histograms", label: "Histograms", panel: HistogramsPanel, ofRows: true },
  { id: "media", label: "Media", panel: MediaPanel, ofRows: true },
  { id: "tables", label: "Tables", panel: TablesPanel, ofRows: true },
  { id: "files", label: "Files", panel: FilesPanel, ofRows: true, needs: "files" },
  { id: "system", label: "System", panel: SystemPanel, ofRows: true, needs: "sql" },
  { id: "logs", label: "Logs", panel: LogsPanel },
  { id: "config", label: "Config", panel: ConfigPanel },
  { id: "compare", label: "Compare", panel: ComparePanel },
  { id: "sql", label: "SQL", panel: SqlPanel, needs: "sql" },
];

/** The tabs that the server allows, in their order. */
export const offeredTabs: ReadonlySignal<readonly Tab[]> = computed(() =>
  tabs.filter(({ needs }) => needs === undefined || allows.value[needs])
);

/** The offered tab with this id; the first one if there is none. */
export function tabOf(id: string): Tab {
  return offeredTabs.value.find((tab) => tab.id === id) ?? RUNS;
}
