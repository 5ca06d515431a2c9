import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { api } from "../state/api_client.ts";
import type { GridColumn } from "../ui/data_grid.ts";
import { DataGridView } from "../ui/data_grid_view.tsx";
import { numberColumns, ResultChart } from "./result_chart.tsx";
import { boardTitle } from "../state/store.ts";
import { sqlExamples } from "./sql_examples.ts";
import { useUrlState } from "../state/use_url_state.ts";

/** How many rows an answer has at most. */
const MAX_ROWS = 10_000;

/** How long a query may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** How a query stands. */
type State =
  | { kind: "idle" }
  | { kind: "running"; abort: AbortController }
  | { kind: "cancelled" }
  | { kind: "failed"; message: string }
  | { kind: "answered"; reply: SqlReply };

/** A box for queries over one of the chosen runs, or all of them. */
export function SqlPanel({ boards }: PanelProps) {
  const [saved, save] = useUrlState("sql");
  const [scope, setScope] = useUrlState("ask");
  const [query, setQuery] = useState(saved);
  const [state, setState] = useState<State>({ kind: "idle" });
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
      const on = board ? { board: board.boardId } : { boards: boards.map((b) => b.boardId) };
      const request = { query: text, ...on, maxRows: MAX_ROWS, timeoutMs: TIMEOUT_MS };
      const reply = await api.sql(request, abort.signal);
      if (running.current === abort) setState({ kind: "answered", reply });
    } catch (error) {
      if (running.current !== abort) return;
      if (abort.signal.aborted) setState({ kind: "cancelled" });
      else setState({ kind: "failed", message: (error as Error).message });
    }
  };
  // A query that came with the address is asked at once.
  const isReady = boards.length > 0;
  useEffect(() => {
    if (isReady && saved !== "") run(saved);
  }, [isReady]);
  useEffect(() => () => {
    const abort = running.current;
    running.current = undefined;
    abort?.abort();
  }, []);

  if (boards.length === 0) return <p class="empty">Choose one or more runs to ask.</p>;
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
            Ask{" "}
            <select
              value={board?.boardId ?? "all"}
              onChange={(event) => setScope(event.currentTarget.value)}
            >
              <option value="all">
                {boards.length === 1 ? "this run, as one of many" : `all ${boards.length} runs`}
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
          <span class="muted">Ctrl+Enter runs it, too.</span>
        </div>
      </form>
      <div aria-live="polite">
        {state.kind === "running" && <p class="muted">Running…</p>}
        {state.kind === "cancelled" && <p class="muted">Cancelled.</p>}
        {state.kind === "answered" && (
          <p class="muted">
            {state.reply.rows.length.toLocaleString("en")}{" "}
            {state.reply.rows.length === 1 ? "row" : "rows"} in {Math.round(state.reply.ms)} ms
            {state.reply.truncated && ". There are more: add a LIMIT, or an aggregate"}
          </p>
        )}
      </div>
      {state.kind === "failed" && <pre class="problem sql-error" role="alert">{state.message}</pre>}
      {state.kind === "answered" && <Answer reply={state.reply} />}
    </div>
  );
}

function Answer({ reply }: { reply: SqlReply }) {
  const numbers = useMemo(() => numberColumns(reply), [reply]);
  const columns = useMemo(
    () =>
      reply.columns.map(({ name, type }, i): GridColumn => ({
        name,
        kind: numbers.includes(i) ? "number" : type === "BOOLEAN" ? "boolean" : "text",
      })),
    [reply],
  );
  return (
    <>
      {numbers.length >= 2 && reply.rows.length >= 2 && (
        <ResultChart key={columns.map(({ name }) => name).join("\0")} reply={reply} />
      )}
      <DataGridView label="Answer" columns={columns} rows={reply.rows} />
    </>
  );
}
