const LEVELS = "▁▂▃▄▅▆▇█";
/** NaN and infinity have no level, and should not go unseen. */
const NOT_FINITE = "×";

/**
 * A curve as one line of text: for each of at most `width` places the mean of
 * the values there. `×` stands where one of them is NaN or infinite; a place
 * without a value goes on as the one before.
 *
 * @param x Where the values are, rising.
 * @param y The values.
 */
export function sparkline(x: ArrayLike<number>, y: ArrayLike<number>, width: number): string {
  const places = Math.min(width, y.length);
  if (places === 0) return "";
  const first = x[0];
  const range = x[x.length - 1] - first;
  const sums = new Float64Array(places);
  const counts = new Uint32Array(places);
  const broken = new Uint8Array(places);
  for (let i = 0; i < y.length; i++) {
    const place = range > 0 ? Math.min(places - 1, Math.floor((x[i] - first) / range * places)) : 0;
    if (!Number.isFinite(y[i])) {
      broken[place] = 1;
      continue;
    }
    sums[place] += y[i];
    counts[place]++;
  }
  const means = Array.from(sums, (sum, place) => sum / counts[place]);
  const seen = means.filter(Number.isFinite);
  const least = seen.reduce((a, b) => Math.min(a, b), Infinity);
  const most = seen.reduce((a, b) => Math.max(a, b), -Infinity);
  let line = "";
  for (let place = 0; place < places; place++) {
    if (broken[place]) line += NOT_FINITE;
    else if (counts[place] > 0) line += level(means[place], least, most);
    else line += line.at(-1) ?? " ";
  }
  return line;
}

function level(value: number, least: number, most: number): string {
  if (most === least) return LEVELS[3];
  // In halves: the range of two large numbers may be infinite.
  const share = (value / 2 - least / 2) / (most / 2 - least / 2);
  return LEVELS[Math.round(share * (LEVELS.length - 1))];
}
