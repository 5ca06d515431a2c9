import { CALL_OPTIONS, checkKnownOptions } from "../shared/check_known_options.ts";
import type { ScalarsOptions } from "./scalars.ts";
import { AXES } from "./scalars_axis.ts";

const OPTIONS = ["x", "from", "to", "outside", "after", "maxPoints", ...CALL_OPTIONS];

/** Checks options, before anything is read. */
export function checkScalarsOptions(name: string, options: ScalarsOptions): void {
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot read the scalars of ${JSON.stringify(name)}: expected ${option} to be ${expected}, ` +
        `received ${String(received)}`,
    );
  };
  checkKnownOptions(`read the scalars of ${JSON.stringify(name)}`, options, OPTIONS);
  const { x = "step", from, to, after, maxPoints } = options;
  const isAxis = typeof x === "object" && x !== null
    ? typeof x.metric === "string"
    : Object.hasOwn(AXES, x);
  if (!isAxis) refuse("x", `one of ${Object.keys(AXES).join(", ")} or { metric: name }`, x);
  if (maxPoints !== undefined && !(Number.isInteger(maxPoints) && maxPoints >= 1)) {
    refuse("maxPoints", "an integer of 1 or more", maxPoints);
  }
  if (after !== undefined && !(Number.isSafeInteger(after) && after >= -1)) {
    refuse("after", "an integer of -1 or more", after);
  }
  for (const [option, value] of Object.entries({ from, to })) {
    if (value !== undefined && (typeof value !== "number" || Number.isNaN(value))) {
      refuse(option, "a number", value);
    }
  }
}
