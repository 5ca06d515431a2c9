import type { ComponentType } from "preact";
import type { PanelProps } from "./state/panel_props.ts";
import { RunsPanel } from "./runs/runs_panel.tsx";
import { ChartsPanel } from "./charts/charts_panel.tsx";
import { HistogramsPanel } from "./histograms/histograms_panel.tsx";
import { ComparePanel } from "./compare/compare_panel.tsx";
import { ConfigPanel } from "./config/config_panel.tsx";
import { LogsPanel } from "./logs/logs_panel.tsx";
import { MediaPanel } from "./media/media_panel.tsx";
import { SqlPanel } from "./sql/sql_panel.tsx";
import { TablesPanel } from "./tables/tables_panel.tsx";

/** One tab of the page. */
export interface Tab {
  /** How it stands in the address. */
  id: string;
  /** What stands on it. */
  label: string;
  /** What it shows. */
  panel: ComponentType<PanelProps>;
  /** Whether it has the list of runs itself, and all the room. Default: false. */
  wide?: boolean;
}

/** The tabs, in their order. */
export const tabs: Tab[] = [
  { id: "runs", label: "Runs", panel: RunsPanel, wide: true },
  { id: "charts", label: "Charts", panel: ChartsPanel },
  { id: "histograms", label: "Histograms", panel: HistogramsPanel },
  { id: "media", label: "Media", panel: MediaPanel },
  { id: "tables", label: "Tables", panel: TablesPanel },
  { id: "logs", label: "Logs", panel: LogsPanel },
  { id: "config", label: "Config", panel: ConfigPanel },
  { id: "compare", label: "Compare", panel: ComparePanel },
  { id: "sql", label: "SQL", panel: SqlPanel },
];
