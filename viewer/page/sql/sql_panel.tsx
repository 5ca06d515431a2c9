import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { boardTitle } from "../state/board_title.ts";
import { useUrlState } from "../state/use_url_state.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { formatPlural } from "../values/format_plural.ts";
import { sqlExamples } from "./sql_examples.ts";
import { SqlResult } from "./sql_result.tsx";

/** The greatest number of rows of a result. */
const MAX_ROWS = 10_000;

/** How long a query may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** The state of the last query. */
type QueryState =
  | { kind: "idle" }
  | { kind: "running"; abort: AbortController }
  | { kind: "cancelled" }
  | { kind: "failed"; message: string }
  | { kind: "done"; reply: SqlReply };

/** An editor for SQL queries on one of the selected runs, or on all of them together. */
export function SqlPanel({ boards }: PanelProps) {
  const [saved, save] = useUrlState("sql");
  const [scope, setScope] = useUrlState("ask");
  const [query, setQuery] = useState(saved);
  const [state, setState] = useState<QueryState>({ kind: "idle" });
  const running = useRef<AbortController | undefined>(undefined);

  const board = boards.find(({ boardId }) => boardId === scope) ??
    (boards.length === 1 && scope !== "all" ? boards[0] : undefined);
  const examples = useMemo(
    () => sqlExamples(board ? [board] : boards, board === undefined),
    [board, boards],
  );

  const run = async (text: string) => {
    if (text.trim() === "" || boards.length === 0) return;
    save(text);
    running.current?.abort();
    const abort = running.current = new AbortController();
    setState({ kind: "running", abort });
    try {
      const target = board ? { board: board.boardId } : { boards: boards.map((b) => b.boardId) };
      const request = { query: text, ...target, maxRows: MAX_ROWS, timeoutMs: TIMEOUT_MS };
      const reply = await api.sql(request, abort.signal);
      if (running.current === abort) setState({ kind: "done", reply });
    } catch (error) {
      if (running.current !== abort) return;
      if (abort.signal.aborted) setState({ kind: "cancelled" });
      else setState({ kind: "failed", message: (error as Error).message });
    }
  };
  // A query in the address runs at once.
  const isReady = boards.length > 0;
  useEffect(() => {
    if (isReady && saved !== "") run(saved);
  }, [isReady]);
  useEffect(() => () => {
    const abort = running.current;
    running.current = undefined;
    abort?.abort();
  }, []);

  if (boards.length === 0) return <p class="empty">Select one or more runs to query.</p>;
  return (
    <div class="panel sql-panel">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(query);
        }}
      >
        <div class="panel-bar">
          <label>
            Query{" "}
            <select
              value={board?.boardId ?? "all"}
              onChange={(event) => setScope(event.currentTarget.value)}
            >
              <option value="all">
                {boards.length === 1 ? "this run, with the runs view" : `all ${boards.length} runs`}
              </option>
              {boards.map((board) => (
                <option key={board.boardId} value={board.boardId}>
                  {boardTitle(board)} ({board.boardId})
                </option>
              ))}
            </select>
          </label>
          <span class="sql-examples" role="group" aria-label="Examples">
            {examples.map(({ title, query }) => (
              <button
                type="button"
                class="button"
                key={title}
                onClick={() => {
                  setQuery(query);
                  run(query);
                }}
              >
                {title}
              </button>
            ))}
          </span>
        </div>
        <textarea
          class="sql-query"
          rows={5}
          spellcheck={false}
          autocapitalize="off"
          aria-label="SQL query"
          placeholder={board
            ? "SELECT … FROM metrics, media, tables, histograms"
            : "SELECT board_id, … FROM metrics, media, tables, histograms, runs"}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            run(event.currentTarget.value);
          }}
        />
        <div class="panel-bar">
          <button type="submit" class="button is-primary" disabled={query.trim() === ""}>
            Run
          </button>
          {state.kind === "running" && (
            <button
              type="button"
              class="button"
              onClick={() => state.abort.abort()}
            >
              Cancel
            </button>
          )}
          <span class="muted">or press Ctrl+Enter</span>
        </div>
      </form>
      <div aria-live="polite">
        {state.kind === "running" && <p class="muted">Running…</p>}
        {state.kind === "cancelled" && <p class="muted">Cancelled.</p>}
        {state.kind === "done" && (
          <p class="muted">
            {formatPlural(state.reply.rows.length, "row")} in {Math.round(state.reply.ms)} ms
            {state.reply.truncated && ". The result is truncated: add a LIMIT or an aggregate"}
          </p>
        )}
      </div>
      {state.kind === "failed" && <pre class="problem sql-error" role="alert">{state.message}</pre>}
      {state.kind === "done" && <SqlResult reply={state.reply} />}
    </div>
  );
}
