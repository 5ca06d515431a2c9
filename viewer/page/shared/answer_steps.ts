import type { MediaRowJson, StepsReply } from "../../protocol/api.ts";
import type { RowKind } from "../../protocol/shared_site.ts";
import { readAllPoints } from "./read_all_points.ts";
import type { SharedBoardFiles } from "./shared_board_files.ts";

/** The steps at which something was logged under a name, with their places on an axis. */
export async function answerSteps(
  files: SharedBoardFiles,
  kind: Exclude<RowKind, "texts">,
  query: URLSearchParams,
): Promise<StepsReply> {
  const steps = await files.steps(kind, query.get("name"));
  switch (query.get("x")) {
    case "global_step":
      return { steps, places: await globalSteps(files, kind, query.get("name"), steps) };
    case "metric":
      return { steps, places: await lastValues(files, query.get("metric") ?? "", steps) };
    default:
      return { steps };
  }
}

async function globalSteps(
  files: SharedBoardFiles,
  kind: RowKind,
  name: string | null,
  steps: readonly number[],
): Promise<(number | null)[]> {
  const found = new Map<number, number>();
  for (const list of files.rows<Pick<MediaRowJson, "step" | "globalStep">>(kind, name)) {
    const all = [...(await list.steps()).keys()];
    for (const { step, globalStep } of await list.rows(all)) {
      if (globalStep !== null) found.set(step, Math.max(globalStep, found.get(step) ?? globalStep));
    }
  }
  return steps.map((step) => found.get(step) ?? null);
}

/** The last finite value that a metric had by each step. */
async function lastValues(
  files: SharedBoardFiles,
  metric: string,
  steps: readonly number[],
): Promise<(number | null)[]> {
  const series = await files.series(metric);
  const points = series && await readAllPoints(files.parts, series);
  let next = 0;
  let last: number | null = null;
  return steps.map((step) => {
    for (; (points?.x[next] ?? Infinity) <= step; next++) {
      const value = points?.y[next] ?? NaN;
      if (Number.isFinite(value)) last = value;
    }
    return last;
  });
}
