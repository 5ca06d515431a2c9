import type { PanelProps } from "../panel_props.ts";
export function HistogramsPanel({ boards }: PanelProps) {
  return <div class="panel">{boards.length}</div>;
}
