import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { type RowSource, StepRows } from "./step_rows.ts";
import { useLiveTick } from "../state/use_live_tick.ts";

/** How long after a failure it is tried again. */
const RETRY_MS = 3000;

/** What several boards have under one name. */
export interface BoardsRows<Row extends { step: number }> {
  /** The rows of each board, in the order of the boards. */
  boards: { board: BoardInfo; rows: StepRows<Row> }[];
  /** All steps that any of them has, ascending. */
  steps: number[];
  /** Whether all steps are known. */
  loaded: boolean;
}

/**
 * What some boards have under one name, kept up to date while they are live.
 *
 * @param boards The boards. Those that have nothing under the name do no harm.
 * @param key What is asked for: another key begins anew.
 * @param makeSource Where a board's rows come from.
 * @param active Whether anybody looks: nothing is fetched otherwise.
 */
export function useStepRows<Row extends { step: number }>(
  boards: readonly BoardInfo[],
  key: string,
  makeSource: (boardId: string) => RowSource<Row>,
  active: boolean,
): BoardsRows<Row> {
  const [version, update] = useReducer((count: number) => count + 1, 0);
  // Another board may have come in the place of one that was deleted.
  const ids = JSON.stringify([key, boards.map(({ boardId, createdAt }) => [boardId, createdAt])]);
  const all = useMemo(
    () => boards.map(({ boardId }) => new StepRows(makeSource(boardId), () => update(undefined))),
    [ids],
  );
  useEffect(() => () => all.forEach((rows) => rows.close()), [all]);

  const ticks = useLiveTick(boards, active);
  const seen = useRef(new WeakMap<StepRows<Row>, number>());
  useEffect(() => {
    if (!active) return;
    all.forEach((rows, i) => {
      if (rows.loaded && seen.current.get(rows) === ticks[i]) return;
      seen.current.set(rows, ticks[i]);
      rows.update();
    });
  }, [all, active, ticks.join()]);
  useEffect(() => {
    const failed = all.filter(({ error }) => error !== undefined);
    if (!active || failed.length === 0) return;
    const timer = setTimeout(() => failed.forEach((rows) => rows.update()), RETRY_MS);
    return () => clearTimeout(timer);
  }, [all, active, version]);

  const steps = useMemo(() => {
    if (all.length === 1) return [...all[0].steps];
    return [...new Set(all.flatMap((rows) => rows.steps))].sort((a, b) => a - b);
  }, [all, version]);
  return {
    boards: boards.map((board, i) => ({ board, rows: all[i] })),
    steps,
    loaded: all.every((rows) => rows.loaded || rows.error !== undefined),
  };
}
