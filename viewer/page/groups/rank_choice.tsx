import type { BoardInfo } from "../../protocol/api.ts";
import { Choice } from "../ui/choice.tsx";
import { CAN_DRAW_GROUPS } from "./draws_groups.ts";
import {
  chooseRanks,
  type DrawnRanks,
  drawnRanks,
  RANK_LABELS,
  trainingsOf,
} from "./drawn_ranks.ts";

const { band: _band, ...LINES } = RANK_LABELS;
const OFFERED = (CAN_DRAW_GROUPS ? RANK_LABELS : LINES) as Record<DrawnRanks, string>;

/** Which ranks of the selected trainings are drawn; nothing where no training is selected. */
export function RankChoice({ boards }: { boards: readonly BoardInfo[] }) {
  if (trainingsOf(boards).length === 0) return null;
  return (
    <Choice
      label="Ranks"
      text="Ranks"
      options={OFFERED}
      value={drawnRanks.value}
      onChoose={chooseRanks}
    />
  );
}
