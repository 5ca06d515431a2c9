import type { CSSProperties, JSX } from "preact";
import { type AnsiColor, type AnsiStyle, cssColor, letterColor, parseAnsi } from "./ansi.ts";
import { STDERR_PREFIX } from "./log_buffer.ts";

/** A longer line is cut: a browser lays out long ones slowly. */
const MAX_CHARS = 5000;

/** What {@linkcode LogLine} takes. */
export interface LogLineProps {
  /** The line, as it stands in the file. */
  line: string;
  /** The look that it begins with. */
  start: AnsiStyle;
  /** What is looked for, or `null`. */
  search: RegExp | null;
}

/** One line of a log, with its colours and what was found in it marked. */
export function LogLine({ line, start, search }: LogLineProps) {
  const stderr = line.startsWith(STDERR_PREFIX);
  const text = stderr ? line.slice(STDERR_PREFIX.length) : line;
  const { spans } = parseAnsi(text.slice(0, MAX_CHARS), start);
  return (
    <>
      {stderr && <span class="log-stderr">stderr</span>}
      {spans.map(({ text, style }, i) => {
        const content = search === null ? text : markMatches(text, search);
        const look = lookOf(style);
        return look === null ? content : <span key={i} {...look}>{content}</span>;
      })}
      {text.length > MAX_CHARS && (
        <em class="log-cut">… {(text.length - MAX_CHARS).toLocaleString("en")} more letters</em>
      )}
    </>
  );
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

/** Classes and colours; `null` where the piece is plain. */
function lookOf(style: AnsiStyle): { class: string; style: CSSProperties } | null {
  const classes: string[] = [];
  const css: CSSProperties = {};
  for (const name of ["bold", "dim", "italic", "underline", "strike", "inverse"] as const) {
    if (style[name]) classes.push(`ansi-${name}`);
  }
  const foreground = style.inverse ? style.background : style.foreground;
  const background = style.inverse ? style.foreground : style.background;
  // Which colours these are is the line's own choice, as is whether they can be read.
  if (isExact(foreground) || isExact(background)) classes.push("ansi-exact");
  if (foreground !== null) css.color = cssColor(foreground);
  if (background !== null) {
    css.backgroundColor = cssColor(background);
    // The theme's letters need not be readable on a ground that the line chose.
    if (foreground === null) css.color = letterColor(background);
  }
  if (classes.length === 0 && Object.keys(css).length === 0) return null;
  return { class: classes.join(" "), style: css };
}

function isExact(color: AnsiColor): boolean {
  return color !== null && (typeof color !== "number" || color >= 16);
}
