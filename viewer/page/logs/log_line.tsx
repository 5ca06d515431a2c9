import type { CSSProperties, JSX } from "preact";
import { formatCount } from "../values/format_count.ts";
import { cssColor, letterColor } from "./ansi_color.ts";
import type { AnsiColor, AnsiStyle } from "./ansi_style.ts";
import { STDERR_PREFIX } from "./log_buffer.ts";
import { parseAnsi } from "./parse_ansi.ts";

/** Longer lines are cut off: browsers take long to lay them out. */
const MAX_CHARS = 5000;

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
  const stderr = line.startsWith(STDERR_PREFIX);
  const text = stderr ? line.slice(STDERR_PREFIX.length) : line;
  const { spans } = parseAnsi(text.slice(0, MAX_CHARS), start);
  return (
    <>
      {stderr && <span class="log-stderr">stderr</span>}
      {spans.map(({ text, style }, i) => {
        const content = search === null ? text : markMatches(text, search);
        const props = styleProps(style);
        return props === null ? content : <span key={i} {...props}>{content}</span>;
      })}
      {text.length > MAX_CHARS && (
        <em class="log-cut">… {formatCount(text.length - MAX_CHARS)} more characters</em>
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
