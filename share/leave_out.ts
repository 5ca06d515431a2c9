import type { Annotations, BoardInfo, BoardReply, ViewerMetadata } from "../viewer/protocol/api.ts";
import type { SharePart } from "./share_parts.ts";

/** What a runtime says of the run itself, and not of the machine that it ran on. */
const NOT_OF_HOST = ["deno", "argv", "git_commit"];

/** What the list and the page of a board both have. */
type OfBoard = Pick<
  BoardInfo,
  "boardId" | "boardDir" | "status" | "live" | "metadata" | "problems" | "annotations"
>;

/**
 * Leaves out of a board what is not to be shared; where its folder is never is. All is taken field by
 * field: what a server has said since this was written is not shared before somebody thought of it.
 */
export class LeaveOut {
  readonly #parts: ReadonlySet<SharePart>;
  readonly #boardId: string;
  /** The paths of the board's folder, and of that around it. */
  readonly #paths: readonly string[];

  /** @param paths Paths that nobody is to see, the longest first. */
  constructor(parts: ReadonlySet<SharePart>, boardId: string, paths: readonly string[]) {
    this.#parts = parts;
    this.#boardId = boardId;
    this.#paths = paths;
  }

  /** The board as the list has it. */
  ofInfo(info: BoardInfo): BoardInfo {
    const { createdAt, finishedAt, sizeBytes, counts, metricNames, last, best, summary } = info;
    return {
      ...this.#ofBoard(info),
      createdAt,
      finishedAt,
      sizeBytes,
      metricNames,
      last,
      best,
      summary,
      // It is the first line of what was printed about its end.
      reason: info.reason === null || this.#parts.has("logs")
        ? null
        : this.#withoutPaths(info.reason),
      ...(info.isCut === undefined || this.#parts.has("config") ? {} : { isCut: info.isCut }),
      counts: counts && {
        steps: counts.steps,
        metrics: counts.metrics,
        media: this.#parts.has("media") ? 0 : counts.media,
        tables: this.#parts.has("tables") ? 0 : counts.tables,
        histograms: this.#parts.has("histograms") ? 0 : counts.histograms,
      },
      pending: false,
    };
  }

  /** The board with all its names. */
  ofReply(reply: BoardReply): BoardReply {
    const { metrics, media, tables, histograms, lastStep, firstTimestamp } = reply;
    return {
      ...this.#ofBoard(reply),
      metrics,
      lastStep,
      firstTimestamp,
      media: this.#parts.has("media") ? [] : media,
      tables: this.#parts.has("tables") ? [] : tables,
      histograms: this.#parts.has("histograms") ? [] : histograms,
    };
  }

  #ofBoard({ status, metadata, problems, annotations }: OfBoard): OfBoard {
    // Who of a team wrote something is nobody else's business.
    const { authors: _, ...all } = annotations;
    const none: Annotations = { tags: [], hidden: false };
    return {
      boardId: this.#boardId,
      boardDir: this.#boardId,
      status,
      // Nobody follows it there.
      live: false,
      metadata: metadata && this.#ofMetadata(metadata),
      problems: problems.map((problem) => this.#withoutPaths(problem)),
      annotations: this.#parts.has("notes") ? none : all,
    };
  }

  #ofMetadata(metadata: ViewerMetadata): ViewerMetadata {
    const { runtime, config_changes: changes, finished_at, resumed_at, paused_ms, error } =
      metadata;
    const { name, board_id, created_at, format_version, status, rank, world_size } = metadata;
    const isNoted = !this.#parts.has("notes");
    const isConfigured = !this.#parts.has("config");
    const shownRuntime = Object.entries(runtime).filter(([key]) =>
      !(this.#parts.has("argv") && key === "argv") &&
      !(this.#parts.has("host") && !NOT_OF_HOST.includes(key))
    );
    // Field by field: one that is not known here is not shared.
    return {
      name,
      board_id,
      created_at,
      format_version,
      status,
      rank,
      world_size,
      group: isNoted ? metadata.group : null,
      tags: isNoted ? metadata.tags : [],
      notes: isNoted ? metadata.notes : null,
      config: isConfigured ? metadata.config : {},
      runtime: Object.fromEntries(shownRuntime),
      // The address of a module says where it is on this machine.
      backend: /[/\\:]/.test(metadata.backend) ? "custom" : metadata.backend,
      ...(finished_at === undefined ? {} : { finished_at }),
      ...(resumed_at === undefined ? {} : { resumed_at }),
      ...(paused_ms === undefined ? {} : { paused_ms }),
      ...(changes === undefined || !isConfigured ? {} : { config_changes: changes }),
      ...(metadata.summary === undefined ? {} : { summary: metadata.summary }),
      ...(metadata.summary_values === undefined ? {} : { summary_values: metadata.summary_values }),
      // It is the first line of what was printed about it.
      ...(error === undefined || this.#parts.has("logs")
        ? {}
        : { error: this.#withoutPaths(error) }),
    };
  }

  #withoutPaths(text: string): string {
    return this.#paths.reduce((left, path) => left.replaceAll(path, "…"), text);
  }
}
