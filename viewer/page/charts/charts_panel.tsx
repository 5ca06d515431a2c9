import type { PanelProps } from "../panel_props.ts";
export function ChartsPanel({ boards }: PanelProps) {
  return <div class="panel">{boards.length}</div>;
}
