import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Loading } from "../ui/loading.tsx";
import { ScrollFrame } from "../ui/scroll_frame.tsx";
import { useVisibleRows } from "../ui/use_visible_rows.ts";
import { escapeRegExp } from "../values/escape_reg_exp.ts";
import { formatBytes } from "../values/format_bytes.ts";
import { formatPlural } from "../values/format_plural.ts";
import { LogFollower, type ReadLog } from "./log_follower.ts";
import { LogLine } from "./log_line.tsx";
import { stripAnsi } from "./parse_ansi.ts";
import { SaveLogButton } from "./save_log_button.tsx";
import { isStderrLine, withoutPrefix } from "./stderr_prefix.ts";

/** The height of a line, in CSS pixels, as logs.css sets it. */
const LINE_HEIGHT = 18;

/** Props of {@linkcode LogView}. */
export interface LogViewProps {
  title: string;
  /** The name of a file with all of it. */
  filename: string;
  /** The text to show if the log is empty. */
  empty: string;
  /** Whether the run still writes. */
  live: boolean;
  /** Requests a part of the log. Another function is another log. */
  read: ReadLog;
}

/** A log with its colours, a search and filters. It follows the log while the log grows. */
export function LogView({ title, filename, empty, live, read }: LogViewProps) {
  const [, update] = useState(0);
  const [wanted, setWanted] = useState("");
  const [onlyMatches, setOnlyMatches] = useState(false);
  const [wantsStderr, setOnlyStderr] = useState(false);
  const [following, setFollowing] = useState(true);
  /** The line of the match that is shown, counted from the line that was read first. */
  const [matched, setMatched] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const abort = useRef<AbortController | undefined>(undefined);

  const follower = useMemo(
    () => new LogFollower(read, live, () => update((count) => count + 1)),
    [read],
  );
  follower.live = live;
  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    follower.run(controller.signal);
    return () => controller.abort();
  }, [follower]);

  const { buffer } = follower;
  const onlyStderr = wantsStderr && buffer.hasStderr;
  const search = useMemo(
    () => wanted === "" ? null : new RegExp(escapeRegExp(wanted), "giu"),
    [wanted],
  );
  const found = useMemo(() => {
    if (search === null && !onlyStderr) return null;
    const test = search && new RegExp(search.source, "iu");
    const indices: number[] = [];
    buffer.lines.forEach((line, i) => {
      if (onlyStderr && !isStderrLine(line)) return;
      if (test === null || test.test(stripAnsi(withoutPrefix(line)))) indices.push(i);
    });
    return indices;
  }, [search, onlyStderr, buffer.version]);
  // Lines come before it and go: it stays the same line.
  const match = matched === null ? -1 : found?.indexOf(matched + buffer.anchor) ?? -1;
  const shown = found !== null && (onlyMatches || onlyStderr) ? found : null;
  const count = shown?.length ?? buffer.lines.length;
  const { first, end } = useVisibleRows(box, count, LINE_HEIGHT);

  // Scrolls to new lines if the reader follows the log. Lines that come before the visible ones
  // must not move them.
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
    const line = found[position] ?? 0;
    setMatched(line - buffer.anchor);
    const row = shown === null ? line : position;
    const element = box.current!;
    setFollowing(false);
    element.scrollTop = row * LINE_HEIGHT - element.clientHeight / 2;
  };
  const current = found?.[match] ?? -1;
  const isEmpty = follower.loaded && buffer.lines.length === 0;

  return (
    <section class="log" aria-label={title}>
      <header class="log-bar">
        <h3>{title}</h3>
        <span class="muted">
          {formatPlural(buffer.lines.length, "line")}, {formatBytes(follower.size)}
        </span>
        <input
          type="search"
          class="log-search"
          placeholder="Search"
          aria-label={`Search in ${title}`}
          value={wanted}
          onInput={(event) => {
            setWanted(event.currentTarget.value);
            setMatched(null);
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
              {formatPlural(found?.length ?? 0, "line")}
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
              matches only
            </label>
          </>
        )}
        {buffer.hasStderr && (
          <label class="check">
            <input
              type="checkbox"
              checked={onlyStderr}
              onChange={(event) => setOnlyStderr(event.currentTarget.checked)}
            />{" "}
            stderr only
          </label>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={following}
            onChange={(event) => setFollowing(event.currentTarget.checked)}
          />{" "}
          follow
        </label>
        <SaveLogButton filename={filename} label={`Download ${title}`} read={read} />
      </header>
      {follower.error !== undefined && <p class="problem" role="alert">{follower.error}</p>}
      {follower.hasEarlier && (
        <p class="muted log-earlier">
          {formatBytes(follower.begin)} of earlier output are not shown.{" "}
          <button
            type="button"
            class="button"
            onClick={() => abort.current && follower.loadEarlier(abort.current.signal)}
          >
            Load more
          </button>
        </p>
      )}
      {buffer.dropped > 0 && (
        <p class="muted log-earlier">
          The oldest lines are not shown: the log is too long for the page.
        </p>
      )}
      <ScrollFrame box={box}>
        <div
          class={isEmpty ? "log-box is-empty" : "log-box"}
          ref={box}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label={`Lines of ${title}`}
          onScroll={onScroll}
        >
          <div class="log-lines" style={{ height: `${count * LINE_HEIGHT}px` }}>
            <div class="log-window" style={{ transform: `translateY(${first * LINE_HEIGHT}px)` }}>
              {Array.from({ length: Math.max(0, end - first) }, (_, i) => {
                const index = shown === null ? first + i : shown[first + i] ?? -1;
                const line = buffer.lines[index];
                if (line === undefined) return null;
                const classes = ["log-line"];
                if (isStderrLine(line)) classes.push("is-stderr");
                if (index === current) classes.push("is-current");
                return (
                  <div class={classes.join(" ")} key={index}>
                    <LogLine line={line} start={buffer.styleAt(index)} search={search} />
                  </div>
                );
              })}
            </div>
          </div>
          {count === 0 && (
            <p class="empty">
              {!follower.loaded
                ? <Loading />
                : buffer.lines.length > 0
                ? "No line matches."
                : empty}
            </p>
          )}
        </div>
      </ScrollFrame>
    </section>
  );
}
