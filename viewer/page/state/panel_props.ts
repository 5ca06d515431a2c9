import type { BoardInfo } from "../../protocol/api.ts";

/** What the panel of every tab takes. */
export interface PanelProps {
  /** The chosen boards, in the order of choosing; broken ones among them. */
  boards: BoardInfo[];
}
