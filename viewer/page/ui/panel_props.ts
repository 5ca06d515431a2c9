import type { BoardInfo } from "../../protocol/api.ts";

/** Props of the panel of every tab. */
export interface PanelProps {
  /** The selected boards, in the order of their selection, including broken ones. */
  boards: BoardInfo[];
}
