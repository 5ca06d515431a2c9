import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ZoomBar } from "../ui/media/zoom_bar.tsx";
import { ZoomBox } from "../ui/media/zoom_box.tsx";
import type { Zoom } from "../ui/media/use_zoom.ts";
import { Loading } from "../ui/loading.tsx";
import { formatCount } from "../values/format_count.ts";
import { formatMetric } from "../values/format_metric.ts";
import { type ImageDifference, imageDifference } from "./image_difference.ts";
import { type PixelPair, readPixels } from "./read_pixels.ts";

/** By how much differences are multiplied; `full` makes the greatest one white. */
const GAINS = { "1": "as it is", "4": "× 4", "16": "× 16", full: "to white" };
type Gain = keyof typeof GAINS;

/** Props of {@linkcode DifferenceView}. */
export interface DifferenceViewProps {
  /** The URLs of the two images. */
  first: string;
  second: string;
  /** Whether others were chosen, which are on their way. */
  isLoading: boolean;
  zoom: Zoom;
}

/** How much two images differ, pixel by pixel: black where they are the same. */
export function DifferenceView({ first, second, isLoading, zoom }: DifferenceViewProps) {
  const [read, setRead] = useState<{ of: string; pair: PixelPair }>();
  const [problem, setProblem] = useState<string>();
  const [gain, setGain] = useState<Gain>("1");
  const canvas = useRef<HTMLCanvasElement>(null);
  const wanted = JSON.stringify([first, second]);
  const pair = read?.pair;
  // Until the next images have come, the last difference is seen, and its numbers are not.
  const isStale = isLoading || read?.of !== wanted;
  useEffect(() => {
    let isCurrent = true;
    setProblem(undefined);
    readPixels(first, second).then((pair) => {
      if (!isCurrent) return;
      setRead({ of: wanted, pair });
    }, (error: Error) => isCurrent && setProblem(error.message));
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  const difference = useMemo(
    () => pair && imageDifference(pair.first, pair.second),
    [pair],
  );
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || pair === undefined || difference === undefined) return;
    const factor = gain === "full" ? 255 / Math.max(1, difference.greatest) : Number(gain);
    const data = difference.pixels.map((value, i) => i % 4 === 3 ? 255 : value * factor);
    context.putImageData(new ImageData(data, pair.width, pair.height), 0, 0);
  }, [pair, difference, gain]);

  if (problem !== undefined) return <p class="problem" role="alert">{problem}</p>;
  const { x, y, scale } = zoom.place;
  return (
    <>
      <div class="difference-bar">
        <span role="status">
          {difference && !isStale ? describe(difference) : <Loading />}
          {!isStale && pair?.otherSize &&
            ` The second image has ${pair.otherSize.width}×${pair.otherSize.height} pixels: it is ` +
              `drawn in the first one's ${pair.width}×${pair.height}.`}
        </span>
        <label class="choice">
          Brightness
          <select value={gain} onChange={(event) => setGain(event.currentTarget.value as Gain)}>
            {Object.entries(GAINS).map(([value, label]) => (
              <option key={value} value={value}>{label}</option>
            ))}
          </select>
        </label>
      </div>
      <div class="zoom">
        <ZoomBox zoom={zoom} label="Difference">
          {pair && (
            <canvas
              ref={canvas}
              width={pair.width}
              height={pair.height}
              class={isStale ? "is-stale" : undefined}
              style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
            />
          )}
        </ZoomBox>
        <ZoomBar zoom={zoom} />
      </div>
    </>
  );
}

function describe({ differingCount, pixelCount, greatest, mean }: ImageDifference): string {
  if (differingCount === 0) return `All ${formatCount(pixelCount)} pixels are the same.`;
  return `${formatCount(differingCount)} of ${formatCount(pixelCount)} pixels differ: ` +
    `by ${formatMetric(mean)} of 255 on average, ${greatest} at most.`;
}
