import type { CSSProperties, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { formatCount } from "../values/format_count.ts";
import { cssColor, letterColor } from "./ansi_color.ts";
import type { AnsiColor, AnsiStyle } from "./ansi_style.ts";
import { type AnsiSpan, parseAnsi } from "./parse_ansi.ts";
import { isStderrLine, withoutPrefix } from "./stderr_prefix.ts";

/** Longer lines are cut off: browsers take long to lay them out. */
const MAX_CHARS = 5000;
/** Commands by which text is overwritten. */
// deno-lint-ignore no-control-regex -- the escape character is what commands begin with
const BACK = /\r|\u001b\[\d*[GK]/;

/** Props of {@linkcode LogLine}. */
export interface LogLineProps {
  /** The line as in the file. */
  line: string;
  /** The style at its beginning. */
  start: AnsiStyle;
  /** Matches are marked. `null`: none. */
  search: RegExp | null;
}

/** One line of a log, with its colours, and with matches of a search marked. */
export function LogLine({ line, start, search }: LogLineProps) {
  const stderr = isStderrLine(line);
  const { spans, hidden } = useMemo(() => visibleSpans(withoutPrefix(line), start), [line, start]);
  return (
    <>
      {stderr && <span class="log-stderr">stderr</span>}
      {spans.map(({ text, style }, i) => {
        const content = search === null ? text : markMatches(text, search);
        const props = styleProps(style);
        return props === null ? content : <span key={i} {...props}>{content}</span>;
      })}
      {hidden > 0 && <em class="log-cut">… {formatCount(hidden)} more characters</em>}
    </>
  );
}

/** The pieces of a line up to {@linkcode MAX_CHARS}, and how many characters come after them. */
function visibleSpans(text: string, start: AnsiStyle): { spans: AnsiSpan[]; hidden: number } {
  // A line that only grows need not be read to its end to know how it begins.
  const isLong = text.length > MAX_CHARS && !BACK.test(text);
  const { spans } = parseAnsi(isLong ? text.slice(0, MAX_CHARS) : text, start);
  if (isLong) return { spans, hidden: text.length - MAX_CHARS };
  const visible: AnsiSpan[] = [];
  let count = 0;
  for (const { text, style } of spans) {
    if (count < MAX_CHARS) visible.push({ text: text.slice(0, MAX_CHARS - count), style });
    count += text.length;
  }
  return { spans: visible, hidden: Math.max(0, count - MAX_CHARS) };
}

function markMatches(text: string, search: RegExp): (string | JSX.Element)[] {
  const parts: (string | JSX.Element)[] = [];
  let position = 0;
  for (const { index, 0: found } of text.matchAll(search)) {
    if (found === "") break;
    if (index > position) parts.push(text.slice(position, index));
    parts.push(<mark key={index}>{found}</mark>);
    position = index + found.length;
  }
  parts.push(text.slice(position));
  return parts;
}

/** The classes and colours of a piece of text; `null` if it is plain. */
function styleProps(style: AnsiStyle): { class: string; style: CSSProperties } | null {
  const classes: string[] = [];
  const css: CSSProperties = {};
  for (const name of ["bold", "dim", "italic", "underline", "strike", "inverse"] as const) {
    if (style[name]) classes.push(`ansi-${name}`);
  }
  const foreground = style.inverse ? style.background : style.foreground;
  const background = style.inverse ? style.foreground : style.background;
  // The script chose these exact colours, which may not be readable: checks of contrast skip them.
  if (isExact(foreground) || isExact(background)) classes.push("ansi-exact");
  if (foreground !== null) css.color = cssColor(foreground);
  if (background !== null) {
    css.backgroundColor = cssColor(background);
    // The theme's text colour may not be readable on the script's background.
    if (foreground === null) css.color = letterColor(background);
  }
  if (classes.length === 0 && Object.keys(css).length === 0) return null;
  return { class: classes.join(" "), style: css };
}

function isExact(color: AnsiColor): boolean {
  return color !== null && (typeof color !== "number" || color >= 16);
}
