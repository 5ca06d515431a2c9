import type { BoardInfo } from "../../protocol/api.ts";
import { boardAlerts } from "../state/board_alerts.ts";
import { boardName } from "../state/board_name.ts";
import type { ChartAlert } from "./drawing/alert_marks_of.ts";
import { showsAlerts, type XKind } from "./settings/chart_settings.ts";

/** The alerts of runs, over steps and times: of other axes nobody knows where they were. */
export function chartAlerts(boards: readonly BoardInfo[], kind: XKind): ChartAlert[] {
  if (!showsAlerts.value || kind === "global" || kind === "metric") return [];
  return [...new Set(boards)].flatMap((board) => {
    const start = kind === "relative" ? Date.parse(board.createdAt ?? "") || 0 : 0;
    return (boardAlerts.value.get(board.boardId) ?? []).map((alert) => ({
      ...alert,
      key: `${board.boardId} ${alert.number}`,
      run: boardName(board),
      x: kind === "step" ? alert.step ?? 0 : Date.parse(alert.timestamp ?? "") - start,
    }));
  });
}
