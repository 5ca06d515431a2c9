import type { RewindTarget } from "../../writer/rewind_rows.ts";
import { checkOptions } from "../checks/check_options.ts";
import { formatValue } from "../checks/format_value.ts";

/**
 * Checks the option `rewindTo`.
 *
 * @param options Those of the board.
 * @throws {TypeError} Where it names no row, or the board is not one that is there.
 */
export function checkRewind(
  { rewindTo, boardId, forkFrom }: { rewindTo?: unknown; boardId?: unknown; forkFrom?: unknown },
): RewindTarget {
  checkOptions(rewindTo, ["step", "globalStep"], " in the option rewindTo");
  const { step, globalStep } = rewindTo as { step?: unknown; globalStep?: unknown };
  if ((step === undefined) === (globalStep === undefined)) {
    throw new TypeError("expected the option rewindTo to be { step } or { globalStep }");
  }
  for (const [name, value] of Object.entries({ step, globalStep })) {
    if (value === undefined || (Number.isSafeInteger(value) && value as number >= 0)) continue;
    throw new TypeError(
      `expected the option rewindTo.${name} to be an integer of 0 or more, received ${
        formatValue(value)
      }`,
    );
  }
  if (boardId === undefined) {
    throw new TypeError("expected the option boardId with rewindTo: the board to go on with");
  }
  if (forkFrom !== undefined) {
    throw new TypeError("expected rewindTo or forkFrom, received both: a fork has its own step");
  }
  return step !== undefined ? { step: step as number } : { globalStep: globalStep as number };
}
