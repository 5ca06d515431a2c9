/** Taken when this library is loaded: a script may put others in their place, to test by a clock of its own. */
const SystemDate = Date;
const systemNow = Date.now;
/** What a `Date` can be, in milliseconds before and after 1970. */
const MAX_MS = 8.64e15;

/**
 * The time by the script's clock, in milliseconds since 1970; by the system's where the script has
 * a clock that tells no time, as fake timers may.
 */
export function scriptTime(): number {
  const ms = Date.now();
  return ms >= -MAX_MS && ms <= MAX_MS ? ms : systemNow();
}

/** As {@linkcode scriptTime}, as a `Date` of the runtime's. */
export function scriptDate(): Date {
  return new SystemDate(scriptTime());
}
