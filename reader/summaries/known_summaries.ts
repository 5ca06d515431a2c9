import { join } from "@std/path";
import * as v from "@badrap/valita";
import { attempt } from "../../system/attempt.ts";
import { realPath } from "../../system/real_path.ts";
import { fromJsonValue, type SummaryValue } from "../../format/run_summary.ts";
import type { BoardCounts } from "../board_summary.ts";
import { OwnFolder } from "./own_folder.ts";
import { scanFolder } from "./scan_folder.ts";
import { readSummaryFile, type SummaryTexts } from "./summary_file.ts";

const count = v.number().assert((value) => Number.isSafeInteger(value) && value >= 0);

/** What a list needs of what the viewer has stored of a board. */
const storedSummary = v.object({
  identity: v.string(),
  sizeBytes: count,
  details: v.object({
    counts: v.object({
      steps: count,
      metrics: count,
      media: count,
      tables: count,
      histograms: count,
    }),
    problems: v.array(v.string()),
    summary: v.record(v.union(v.number(), v.string(), v.boolean(), v.null())).optional(),
  }),
});

/** What is known of a board without reading its rows. */
export interface KnownSummary {
  /** The rows of each table. */
  counts: BoardCounts;
  /** The size of all its files, in bytes. */
  sizeBytes: number;
  /** The damage that was found when its rows were read. */
  problems: string[];
  /** What counts for its run; `undefined` where an earlier viewer has not asked for it. */
  summary?: { [name: string]: SummaryValue };
}

/** What the viewer has stored of the boards in a folder, to be read only. */
export class KnownSummaries {
  readonly #baseDir: string;
  #root?: string;
  #summaries?: SummaryTexts;

  /** Reads nothing yet. @param baseDir The folder of all boards, absolute. */
  constructor(baseDir: string) {
    this.#baseDir = baseDir;
  }

  /**
   * What is known of a board; `undefined` where that is nothing, or its files have changed since.
   *
   * @param boardId The name of its folder.
   */
  of(boardId: string): KnownSummary | undefined {
    this.#summaries ??= readSummaryFile(new OwnFolder(this.#baseDir));
    const text = this.#summaries.get(boardId);
    if (text === undefined) return undefined;
    const stored = storedSummary.try(attempt(() => JSON.parse(text)), { mode: "strip" });
    if (!stored.ok) return undefined;
    const { identity, sizeBytes, details: { counts, problems, summary } } = stored.value;
    if (identity !== this.#identityOf(boardId)) return undefined;
    return { counts, sizeBytes, problems, ...summary && { summary: numbersOf(summary) } };
  }

  /** As the viewer makes it, which reads boards by paths without links. */
  #identityOf(boardId: string): string | undefined {
    return attempt(() => {
      this.#root ??= realPath(this.#baseDir);
      const { identity, problem } = scanFolder(join(this.#root, boardId), this.#root);
      return problem === undefined ? identity : undefined;
    });
  }
}

function numbersOf(summary: { [name: string]: SummaryValue }): { [name: string]: SummaryValue } {
  return Object.fromEntries(
    Object.entries(summary).map(([name, value]) => [name, fromJsonValue(value)]),
  );
}
