import type { ErrorKind, Series, SeriesRequest } from "../../protocol/api.ts";
import { writeSeries } from "../../protocol/series_frame.ts";
import { type SharedSite, SITE_FILE, SITE_FORMAT } from "../../protocol/shared_site.ts";
import { answerHistograms, answerMedia, answerTables } from "./answer_rows.ts";
import { answerSeries } from "./answer_series.ts";
import { answerSteps } from "./answer_steps.ts";
import { SharedBoardFiles } from "./shared_board_files.ts";
import { SharedFileError, type SharedFiles } from "./shared_files.ts";

/** A request that a shared site does not answer. */
class RefusedError extends Error {
  readonly status: number;
  readonly kind: ErrorKind;

  constructor(status: number, kind: ErrorKind, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** Whether the file has what is read of it for each answer: somebody may have changed it. */
function isWhole({ id, info, boards }: SharedSite): boolean {
  return typeof id === "string" && Array.isArray(info?.notices) && Array.isArray(boards) &&
    boards.every((board) => typeof board?.boardId === "string");
}

/**
 * Answers the page's requests from the files of a shared site, as the viewer's
 * server would. What needs a server is refused; `info` says so before.
 */
export class SharedServer {
  readonly #files: SharedFiles;
  #site?: SharedSite;
  #reading?: Promise<SharedSite>;
  readonly #boards = new Map<string, Promise<SharedBoardFiles>>();

  /**
   * Reads nothing yet.
   *
   * @param onNotices Called when `info` has other notices than before.
   */
  constructor(files: SharedFiles, onNotices?: () => void) {
    this.#files = files;
    files.onNotices = onNotices;
  }

  /**
   * Answers a request, as `fetch` would.
   *
   * @throws {TypeError} Where the files cannot be reached.
   */
  async fetch(
    address: string,
    { method = "GET", body, signal }: RequestInit = {},
  ): Promise<Response> {
    signal?.throwIfAborted();
    try {
      const [pathname = "", search] = address.split("?");
      const [, what, ...names] = pathname.replace(/^\//, "").split("/").map(decodeURIComponent);
      const query = new URLSearchParams(search);
      const reply = await this.#answer(`${method} ${what}`, names, query, body);
      signal?.throwIfAborted();
      return reply;
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.status, error.kind, error.message);
      if (error instanceof SharedFileError) return refuse(500, "failed", error.message);
      throw error;
    }
  }

  async #answer(
    what: string,
    [id = "", part, name]: string[],
    query: URLSearchParams,
    body: unknown,
  ): Promise<Response> {
    switch (what) {
      case "GET info": {
        const { info } = await this.#readSite();
        return Response.json({ ...info, notices: [...info.notices, ...this.#files.notices] });
      }
      case "GET boards":
        return id === "" ? await this.#list(query) : await this.#answerBoard(id, part, name, query);
      case "POST series":
        return await this.#answerSeries(JSON.parse(String(body)).requests);
    }
    throw notShared();
  }

  async #answerBoard(
    id: string,
    part: string | undefined,
    log: string | undefined,
    query: URLSearchParams,
  ): Promise<Response> {
    const files = await this.#open(id);
    const name = query.get("name");
    const url = (path: string) => this.#files.url(path);
    switch (part) {
      case undefined:
        return Response.json(files.board.reply);
      case "media":
        return Response.json(await answerMedia(files.rows("media", name), query, url));
      case "tables":
        return Response.json(await answerTables(files.rows("tables", name), query, url));
      case "alerts":
        return Response.json({ rows: files.board.alerts ?? [] });
      case "histograms":
        return Response.json(await answerHistograms(files.rows("histograms", name), query));
      case "steps": {
        const kind = query.get("kind");
        if (kind !== "media" && kind !== "tables" && kind !== "histograms") break;
        return Response.json(await answerSteps(files, kind, query));
      }
      case "texts": {
        const [list] = files.rows<{ step: number; text: string }>("texts", name);
        const count = (await list?.steps())?.length ?? 0;
        const texts = await list?.rows(Array.from({ length: count }, (_, i) => i)) ?? [];
        return Response.json({ texts: texts.reverse() });
      }
      case "logs": {
        if (log !== "output" && log !== "writer") break;
        const before = query.get("before");
        const offset = Number(query.get("offset") ?? 0);
        return Response.json(
          await files.log(log, offset, before === null ? undefined : Number(before)),
        );
      }
    }
    throw notShared();
  }

  async #list(query: URLSearchParams): Promise<Response> {
    const { id, boards } = await this.#readSite(true);
    if (query.get("since") === id) return new Response(null, { status: 204 });
    return Response.json({ boards, removed: null, version: id });
  }

  async #answerSeries(requests: SeriesRequest[]): Promise<Response> {
    const frames = await Promise.all(requests.map(async (request) => {
      const files = await this.#open(request.board);
      const series = await files.series(request.metric);
      return writeSeries(
        series === undefined
          ? withoutPoints(request)
          : await answerSeries(files.parts, series, request, (metric) => files.series(metric)),
      );
    }));
    return new Response(new Blob(frames));
  }

  /** @param isNew Whether it is read again, as it may have changed, or the network be there again. */
  async #readSite(isNew = false): Promise<SharedSite> {
    if (this.#site !== undefined && !isNew) return this.#site;
    // The page asks for info and the list at once.
    this.#reading ??= this.#files.json<SharedSite>(SITE_FILE).finally(() =>
      this.#reading = undefined
    );
    const site = await this.#reading;
    if (site?.format !== SITE_FORMAT.format || site.version !== SITE_FORMAT.version) {
      throw new SharedFileError(`${SITE_FILE} is not of the version that this page knows`);
    }
    if (!isWhole(site)) throw new SharedFileError(`${SITE_FILE} is damaged: share the boards anew`);
    if (site.id !== this.#site?.id) this.#boards.clear();
    this.#site = site;
    return site;
  }

  async #open(id: string): Promise<SharedBoardFiles> {
    const { id: share, boards } = await this.#readSite();
    const index = boards.findIndex(({ boardId }) => boardId === id);
    if (index < 0) throw new RefusedError(404, "not_found", `There is no board "${id}" here`);
    let opening = this.#boards.get(id);
    if (opening === undefined) {
      opening = SharedBoardFiles.open(this.#files, `data/${share}/${index}`);
      this.#boards.set(id, opening);
      opening.catch(() => this.#boards.delete(id));
    }
    return await opening;
  }
}

function notShared(): RefusedError {
  return new RefusedError(404, "not_found", "A shared page cannot do that: it has no server");
}

function refuse(status: number, kind: ErrorKind, error: string): Response {
  return Response.json({ error, kind }, { status });
}

function withoutPoints({ board, metric, after = -1 }: SeriesRequest): Series {
  const none = new Float64Array();
  const error = `The run has no metric of numbers "${metric}"`;
  return {
    board,
    metric,
    n: 0,
    rowCount: 0,
    sampled: false,
    lastStep: after,
    error,
    kind: "bad_request" as const,
    x: none,
    y: none,
  };
}
