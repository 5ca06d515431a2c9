import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { stripAnsi } from "./ansi.ts";
import { STDERR_PREFIX } from "./log_buffer.ts";
import { LogFollower, type ReadLog } from "./log_follower.ts";
import { LogLine } from "./log_line.tsx";
import { escapeRegExp, formatBytes, plural } from "../ui/format.ts";
import { useVisibleRows } from "../ui/use_visible_rows.ts";

/** The height of a line, in CSS pixels; panels.css says the same. */
const LINE_HEIGHT = 18;

/** What {@linkcode LogView} takes. */
export interface LogViewProps {
  /** What the log is called on the page. */
  title: string;
  /** What it is, for those who see an empty one. */
  empty: string;
  /** Whether its run still writes. */
  live: boolean;
  /** Reads a part of it. Another function is another log. */
  read: ReadLog;
}

/** A log that is followed while it grows: search, filters, colours. */
export function LogView({ title, empty, live, read }: LogViewProps) {
  const [, update] = useState(0);
  const [wanted, setWanted] = useState("");
  const [onlyMatches, setOnlyMatches] = useState(false);
  const [onlyStderr, setOnlyStderr] = useState(false);
  const [following, setFollowing] = useState(true);
  const [match, setMatch] = useState(-1);
  const box = useRef<HTMLDivElement>(null);
  const abort = useRef<AbortController | undefined>(undefined);

  const follower = useMemo(
    () => new LogFollower(read, live, () => update((count) => count + 1)),
    [read],
  );
  follower.live = live;
  useEffect(() => {
    abort.current = new AbortController();
    follower.run(abort.current.signal);
    return () => abort.current!.abort();
  }, [follower]);

  const { buffer } = follower;
  const search = useMemo(
    () => wanted === "" ? null : new RegExp(escapeRegExp(wanted), "giu"),
    [wanted],
  );
  const found = useMemo(() => {
    if (search === null && !onlyStderr) return null;
    const test = search && new RegExp(search.source, "iu");
    const indices: number[] = [];
    buffer.lines.forEach((line, i) => {
      if (onlyStderr && !line.startsWith(STDERR_PREFIX)) return;
      if (test === null || test.test(stripAnsi(line))) indices.push(i);
    });
    return indices;
  }, [search, onlyStderr, buffer.version]);
  const shown = found !== null && (onlyMatches || onlyStderr) ? found : null;
  const count = shown?.length ?? buffer.lines.length;
  const { first, end } = useVisibleRows(box, count, LINE_HEIGHT);

  // What comes new is scrolled into sight; what comes before moves nothing that is in sight.
  const anchor = useRef(0);
  useLayoutEffect(() => {
    const element = box.current!;
    const moved = buffer.anchor - anchor.current;
    anchor.current = buffer.anchor;
    if (following) element.scrollTop = element.scrollHeight;
    else if (shown === null && moved !== 0) element.scrollTop += moved * LINE_HEIGHT;
  }, [buffer.version, count, following]);

  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current!;
    setFollowing(scrollTop + clientHeight >= scrollHeight - LINE_HEIGHT);
  };
  const goTo = (next: number) => {
    if (found === null || found.length === 0) return;
    const position = (next + found.length) % found.length;
    setMatch(position);
    const row = shown === null ? found[position] : position;
    const element = box.current!;
    setFollowing(false);
    element.scrollTop = row * LINE_HEIGHT - element.clientHeight / 2;
  };
  const matchCount = found?.length ?? 0;
  const current = match >= 0 && match < matchCount ? found![match] : -1;

  return (
    <section class="log" aria-label={title}>
      <header class="log-bar">
        <h3>{title}</h3>
        <span class="muted">
          {plural(buffer.lines.length, "line")}, {formatBytes(follower.size)}
        </span>
        <input
          type="search"
          class="log-search"
          placeholder="Search"
          aria-label={`Search in ${title}`}
          value={wanted}
          onInput={(event) => {
            setWanted(event.currentTarget.value);
            setMatch(-1);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            goTo(event.shiftKey ? Math.max(match, 0) - 1 : match + 1);
          }}
        />
        {search !== null && (
          <>
            <span class="muted" role="status">
              {current >= 0 && `${match + 1} of `}
              {matchCount.toLocaleString("en")} {matchCount === 1 ? "line" : "lines"}
            </span>
            <button
              type="button"
              class="icon-button"
              aria-label="Previous match"
              onClick={() => goTo(Math.max(match, 0) - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label="Next match"
              onClick={() => goTo(match + 1)}
            >
              ↓
            </button>
            <label class="check">
              <input
                type="checkbox"
                checked={onlyMatches}
                onChange={(event) => setOnlyMatches(event.currentTarget.checked)}
              />{" "}
              only these
            </label>
          </>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={onlyStderr}
            onChange={(event) => setOnlyStderr(event.currentTarget.checked)}
          />{" "}
          stderr only
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={following}
            onChange={(event) => setFollowing(event.currentTarget.checked)}
          />{" "}
          follow
        </label>
      </header>
      {follower.error !== undefined && <p class="problem" role="alert">{follower.error}</p>}
      {follower.hasEarlier && (
        <p class="muted log-earlier">
          {formatBytes(follower.begin)} before this are not shown.{" "}
          <button
            type="button"
            class="button"
            onClick={() => follower.loadEarlier(abort.current!.signal)}
          >
            Load more
          </button>
        </p>
      )}
      {buffer.dropped > 0 && (
        <p class="muted log-earlier">
          The oldest lines are left out: a log of this length does not fit on a page.
        </p>
      )}
      <div
        class="log-box"
        ref={box}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Lines of ${title}`}
        onScroll={onScroll}
      >
        {count === 0 && (
          <p class="empty">
            {!follower.loaded ? "Loading…" : buffer.lines.length > 0 ? "No line matches." : empty}
          </p>
        )}
        <div class="log-lines" style={{ height: `${count * LINE_HEIGHT}px` }}>
          <div class="log-window" style={{ transform: `translateY(${first * LINE_HEIGHT}px)` }}>
            {Array.from({ length: Math.max(0, end - first) }, (_, i) => {
              const index = shown === null ? first + i : shown[first + i];
              const line = buffer.lines[index];
              const classes = ["log-line"];
              if (line.startsWith(STDERR_PREFIX)) classes.push("is-stderr");
              if (index === current) classes.push("is-current");
              return (
                <div class={classes.join(" ")} key={index}>
                  <LogLine line={line} start={buffer.styleAt(index)} search={search} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}
