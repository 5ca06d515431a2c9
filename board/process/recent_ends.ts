/**
 * Boards that were finished a moment ago, while an error may be passing.
 *
 * `using`, and a `finally` that calls `finish()`, run while an error is on its way, and JavaScript
 * does not tell them. What can be told apart is the time: an error that passes goes on in the same
 * turn of the event loop in which the board came to its end, or ends the script there. So the
 * boards of one turn are kept until the next one begins.
 *
 * - Boards that come to their end in one turn, or are finished one after the other, have one end: what
 *   becomes known of it is of them all.
 * - A board that was finished before another one was created has ended well.
 * - So has one that was finished in an earlier turn.
 * - But where in its turn the exit code became another than 0, or the error that passed it was printed,
 *   it has crashed if the script ends with such a code.
 *
 * @module
 */
import { exitCode } from "../../system/deno.ts";
import { startNextTurn, type Timer } from "../../system/timer.ts";
import type { EndCause } from "./end_cause.ts";

/** A board that has ended well, as far as is known. */
export interface RecentEnd {
  /** Its end was one of an error, or of an exit with a code that is not 0. */
  amend(cause: EndCause): void;
  /** Whether the script has printed an error that has passed it. */
  readonly hasPrintedError: boolean;
  /** Its turn is over: what is printed from now on is not of it. */
  endTurn(): void;
  /** Nothing of it will be changed any more. */
  keep(): void;
}

/** Boards whose ends belong together. */
interface Group {
  /** How many of them are still being finished. */
  running: number;
  ended: RecentEnd[];
  /** The exit code when the first of them began to end. */
  exitCode: number;
}

/** Called when there is nothing left that might be changed. */
let onEmpty: () => void = () => {};
/** The group of this turn of the event loop, and what ends the turn. */
let current: { group: Group; timer: Timer } | undefined;
/** Ends in whose turn something failed: the exit code of the script will tell. */
const failed: RecentEnd[] = [];

/** Whether there are ends that might still be changed. */
export function hasRecentEnds(): boolean {
  return current !== undefined || failed.length > 0;
}

/** Sets what is called when there are none any more. */
export function onRecentEndsKept(listener: () => void): void {
  onEmpty = listener;
}

/**
 * A board begins to end.
 *
 * @returns To be called with it when it has ended, or without where that failed.
 */
export function beginEnd(): (end?: RecentEnd) => void {
  const group = current?.group ?? { running: 0, ended: [], exitCode: exitCode() };
  group.running++;
  stay(group);
  return (end) => {
    group.running--;
    if (end !== undefined) group.ended.push(end);
    stay(group);
  };
}

/** A board is created, so those that have ended before ended well. */
export function keepRecentEnds(): void {
  if (current !== undefined) close(current.group);
}

/** The script ends by an error, or with an exit code: the boards of this turn ended so, too. */
export function amendRecentEnds(cause: EndCause): void {
  const ends = "error" in cause ? [] : failed.splice(0);
  const group = current?.group;
  if (group !== undefined && group.running === 0) {
    if ("error" in cause || group.exitCode === 0) ends.push(...group.ended.splice(0));
    close(group);
  }
  for (const end of ends) {
    end.amend(cause);
    end.keep();
  }
}

/** The group goes on in this turn, or is begun in it. */
function stay(group: Group): void {
  if (current?.group === group) return;
  if (current !== undefined) leaveTurn();
  current = { group, timer: startNextTurn(leaveTurn) };
}

function leaveTurn(): void {
  if (current === undefined) return;
  const { group } = current;
  if (group.running === 0) return close(group);
  current.timer.stop();
  current = undefined; // The board that is still being finished has the group.
}

function close(group: Group): void {
  if (current?.group === group) {
    current.timer.stop();
    current = undefined;
  }
  const ended = group.ended.splice(0);
  const hasFailed = group.exitCode === 0 && exitCode() !== 0;
  for (const end of ended) {
    if (!hasFailed && !end.hasPrintedError) end.keep();
    else {
      end.endTurn();
      failed.push(end);
    }
  }
  if (!hasRecentEnds()) onEmpty();
}
