import { lastAtOrBelow } from "../values/last_at_or_below.ts";

/** The steps of a run, and where each is on the axis of the slider. */
export class PlacedSteps {
  /** The places that steps have, ascending, none twice. */
  readonly places: readonly number[];
  readonly #lastSteps: readonly number[];
  readonly #placeOf: ReadonlyMap<number, number>;

  /**
   * @param steps The steps, ascending.
   * @param places The place of each, `null` if it has none. Default: the steps.
   */
  constructor(steps: readonly number[], places: readonly (number | null)[] = steps) {
    // Of steps at one place the last one stays.
    const stepAt = new Map<number, number>();
    const placeOf = new Map<number, number>();
    for (const [i, step] of steps.entries()) {
      const place = places[i] ?? null;
      if (place === null) continue;
      stepAt.set(place, step);
      placeOf.set(step, place);
    }
    this.places = [...stepAt.keys()].sort((a, b) => a - b);
    this.#lastSteps = this.places.map((place) => stepAt.get(place) ?? 0);
    this.#placeOf = placeOf;
  }

  /** The last step of the greatest place up to this one; `undefined` if there is none. */
  stepAt(place: number): number | undefined {
    return this.#lastSteps[lastAtOrBelow(this.places, place)];
  }

  /** The place of a step; `undefined` if it has none. */
  placeOf(step: number): number | undefined {
    return this.#placeOf.get(step);
  }
}
