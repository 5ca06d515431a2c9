/** What the log call of a step has, in the runs of `fixtures/log_calls.ts`. */
export interface CallContent {
  how: "scalars" | "logImages" | "logTable" | "logHistogram" | "logAudio" | "all";
  /** How many images it has, those in the cells of a table included. */
  media: number;
  /** How many values its histogram has. */
  histogramValues: number;
}

const HOW = [
  ...["scalars", "scalars", "scalars", "logImages", "all", "scalars", "logTable"] as const,
  ...["scalars", "logHistogram", "scalars", "logAudio"] as const,
];

/** The content of the call of a step. */
export function contentOf(step: number): CallContent {
  const how = HOW[step % HOW.length]!;
  const media = how === "logImages" ? 1 + step % 2 : how === "all" ? 3 : 0;
  return { how, media, histogramValues: step % 5 === 0 ? 100_000 : 500 };
}

/** How many rows of each table it makes. */
export function rowCountsOf(step: number): { media: number; tables: number; histograms: number } {
  const { how, media } = contentOf(step);
  return {
    media: how === "logAudio" ? 1 : media,
    tables: Number(how === "logTable" || how === "all"),
    histograms: Number(how === "logHistogram" || how === "all"),
  };
}
