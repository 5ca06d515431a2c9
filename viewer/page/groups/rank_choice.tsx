import type { BoardInfo } from "../../protocol/api.ts";
import { CAN_DRAW_GROUPS } from "./draws_groups.ts";
import {
  chooseRanks,
  type DrawnRanks,
  drawnRanks,
  RANK_LABELS,
  trainingsOf,
} from "./drawn_ranks.ts";

/** Which ranks of the selected trainings are drawn; nothing where no training is selected. */
export function RankChoice({ boards }: { boards: readonly BoardInfo[] }) {
  if (trainingsOf(boards).length === 0) return null;
  return (
    <label class="choice">
      <span>Ranks</span>
      <select
        value={drawnRanks.value}
        onChange={(event) => chooseRanks(event.currentTarget.value as DrawnRanks)}
      >
        {Object.entries(RANK_LABELS)
          .filter(([value]) => value !== "band" || CAN_DRAW_GROUPS)
          .map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
    </label>
  );
}
