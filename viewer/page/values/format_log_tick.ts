/** The label of a tick of a logarithmic axis. */
export function formatLogTick(tick: number): string {
  if (tick >= 1e-4 && tick < 1e5) return String(Number(tick.toPrecision(3)));
  return tick.toExponential().replace("e+", "e");
}
