import type { Series } from "../../protocol/api.ts";
import type { CheckedSeriesRequest } from "../../protocol/series.ts";
import { writeSeries } from "../../protocol/series_frame.ts";
import { toRequestError } from "../http/to_request_error.ts";
import type { BoardTasks } from "../readers/board_tasks.ts";
import { inOrder } from "./in_order.ts";

const MAX_PARALLEL = 4;

/**
 * The frames of the reply to `POST /api/series`. If a series cannot be read, its
 * frame says why; the others follow.
 */
export async function* seriesFrames(
  boards: BoardTasks,
  requests: readonly CheckedSeriesRequest[],
  clientSignal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const signal = AbortSignal.any([clientSignal, stop.signal]);
  const readOne = (request: CheckedSeriesRequest) =>
    boards.run(request.board, { kind: "series", request }, signal)
      .catch((error) => writeSeries(toErrorSeries(request, error)));
  try {
    for await (const frame of inOrder(requests, MAX_PARALLEL, readOne)) {
      if (signal.aborted) return;
      yield frame;
    }
  } finally {
    stop.abort();
  }
}

function toErrorSeries(
  { board, metric, after = -1 }: CheckedSeriesRequest,
  thrown: unknown,
): Series {
  const { error, kind } = toRequestError(thrown).toReply();
  return {
    board,
    metric,
    n: 0,
    rowCount: 0,
    sampled: false,
    lastStep: after,
    error,
    kind,
    x: new Float64Array(),
    y: new Float64Array(),
  };
}
