import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { RETRY_MS } from "../state/refresher.ts";
import { historyOf } from "../state/history_of.ts";
import { useLiveTick } from "../state/use_live_tick.ts";
import { type RowSource, StepRows } from "./step_rows.ts";

/** What several boards logged under one name. */
export interface BoardsRows<Row extends { step: number }> {
  /** The rows of each board, in the order of the boards. */
  boards: { board: BoardInfo; rows: StepRows<Row> }[];
  /** The steps of all boards together, ascending. */
  steps: number[];
  /** Whether the steps of all boards have arrived. */
  loaded: boolean;
}

/**
 * Requests what some boards logged under one name, and what is new while they
 * are live.
 *
 * @param boards Some boards; they may have nothing under the name.
 * @param key Identifies what is requested: with another key everything is requested again.
 * @param makeSource Makes the source of a board's rows.
 * @param active Whether the component is visible: otherwise nothing is requested.
 */
export function useStepRows<Row extends { step: number }>(
  boards: readonly BoardInfo[],
  key: string,
  makeSource: (boardId: string) => RowSource<Row>,
  active: boolean,
): BoardsRows<Row> {
  const [version, update] = useReducer((count: number) => count + 1, 0);
  const ids = JSON.stringify([key, boards.map(historyOf)]);
  const all = useMemo(
    () =>
      boards.map((board) => ({
        board,
        rows: new StepRows(makeSource(board.boardId), () => update(undefined)),
      })),
    [ids],
  );
  useEffect(() => () => all.forEach(({ rows }) => rows.close()), [all]);

  const ticks = useLiveTick(boards, active);
  const seen = useRef(new WeakMap<StepRows<Row>, number | undefined>());
  useEffect(() => {
    if (!active) return;
    all.forEach(({ rows }, i) => {
      if (rows.loaded && seen.current.get(rows) === ticks[i]) return;
      seen.current.set(rows, ticks[i]);
      rows.update();
    });
  }, [all, active, ticks.join()]);
  useEffect(() => {
    const failed = all.filter(({ rows }) => rows.error !== undefined);
    if (!active || failed.length === 0) return;
    const timer = setTimeout(() => failed.forEach(({ rows }) => rows.update()), RETRY_MS);
    return () => clearTimeout(timer);
  }, [all, active, version]);

  const steps = useMemo(() => {
    const lists = all.map(({ rows }) => rows.steps);
    // One list is sorted already, and may be long.
    const [only] = lists;
    if (only !== undefined && lists.length === 1) return [...only];
    return [...new Set(lists.flat())].sort((a, b) => a - b);
  }, [all, version]);
  return {
    // The board's live state may have changed since `all` was made.
    boards: all.map(({ board, rows }, i) => ({ board: boards[i] ?? board, rows })),
    steps,
    loaded: all.every(({ rows }) => rows.loaded || rows.error !== undefined),
  };
}
