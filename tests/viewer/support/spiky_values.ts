/** How many rows a spiky run has. */
export const SPIKY_ROWS = 60_000;

/** A slow wave, with a spike every tenth row. */
export function spikyValue(step: number): number {
  const spike = step % 10 === 7 ? 2.7 + 0.2 * Math.sin(step) : 0;
  return 0.05 + spike / 10 * 5 + 0.01 * Math.sin(step / 8000);
}

/** The mean of the rows around a step, from all of them. */
export function spikyMean(step: number, reach: number): number {
  let sum = 0;
  for (let i = step - reach; i <= step + reach; i++) sum += spikyValue(i);
  return sum / (2 * reach + 1);
}

/** The exponential average up to a step, over all rows, each of which weighs so much of the next. */
export function spikyAverage(step: number, weight: number): number {
  let [sum, weights] = [0, 0];
  for (let i = 0; i <= step; i++) {
    sum = sum * weight + spikyValue(i);
    weights = weights * weight + 1;
  }
  return sum / weights;
}
