import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";

const ticks = new Map<string, Signal<number>>();

/**
 * A number that rises whenever a board may have new rows. Effects that read it
 * run again then, and can request what was logged since their last reply.
 */
export function boardTick(boardId: string): ReadonlySignal<number> {
  let tick = ticks.get(boardId);
  if (!tick) ticks.set(boardId, tick = signal(0));
  return tick;
}

/** Raises the tick of one board. */
export function raiseTick(boardId: string): void {
  const tick = ticks.get(boardId);
  if (tick) tick.value++;
}

/** Raises the ticks of all boards. */
export function raiseAllTicks(): void {
  batch(() => {
    for (const tick of ticks.values()) tick.value++;
  });
}
