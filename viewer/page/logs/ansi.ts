/** A colour: the page's own, one of the palette's 256, or red, green and blue from 0 to 255. */
export type AnsiColor = null | number | readonly [number, number, number];

/** How a piece of terminal text looks. */
export interface AnsiStyle {
  /** The colour of the letters. */
  readonly foreground: AnsiColor;
  /** The colour behind them. */
  readonly background: AnsiColor;
  /** Bold letters. */
  readonly bold: boolean;
  /** Faint letters. */
  readonly dim: boolean;
  /** Slanted letters. */
  readonly italic: boolean;
  /** A line under them. */
  readonly underline: boolean;
  /** A line through them. */
  readonly strike: boolean;
  /** Foreground and background change places. */
  readonly inverse: boolean;
}

/** A piece of text of one look. */
export interface AnsiSpan {
  /** The text, without any control character. */
  text: string;
  /** Its look. */
  style: AnsiStyle;
}

/** The look of text before any escape sequence. */
export const PLAIN: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

const ESC = "\u001b";
const BEL = "\u0007";

/** What a terminal takes as a command: colours, moves, titles, links; then lone control characters. */
const COMMANDS = new RegExp(
  `${ESC}(?:` + [
    String.raw`\[([0-?]*)[ -/]*([@-~])`,
    `\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`,
    `[PX^_][^${ESC}]*(?:${ESC}\\\\)?`,
    String.raw`[ -/]*[0-OQ-WYZ\\\x60-~]`,
  ].join("|") + `)|[\u0000-\u0008\u000b-\u001f\u007f]`,
  "g",
);

/** The parameter that changes each attribute, and what it sets. */
const ATTRIBUTES: Record<number, Partial<AnsiStyle>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null },
};

/**
 * A line as pieces of text with their look, and the look that the next line
 * begins with. All other commands of terminals are left out.
 */
export function parseAnsi(
  line: string,
  start: AnsiStyle = PLAIN,
): { spans: AnsiSpan[]; end: AnsiStyle } {
  const spans: AnsiSpan[] = [];
  let style = start;
  let position = 0;
  const take = (end: number) => {
    if (end === position) return;
    const text = line.slice(position, end);
    const last = spans.at(-1);
    if (last?.style === style) last.text += text;
    else spans.push({ text, style });
  };
  for (const match of line.matchAll(COMMANDS)) {
    take(match.index);
    position = match.index + match[0].length;
    if (match[2] === "m") style = applyParameters(style, match[1]);
    // A progress bar writes one line again and again: a terminal shows its last state.
    if (match[0] === "\r" && position < line.length) spans.length = 0;
  }
  take(line.length);
  return { spans, end: style };
}

/** The line as a terminal shows it, without its looks. */
export function stripAnsi(line: string): string {
  if (!line.includes(ESC) && !line.includes("\r")) return line;
  return parseAnsi(line).spans.map(({ text }) => text).join("");
}

/** A colour in CSS. The first sixteen of the palette are the theme's. */
export function cssColor(color: number | readonly [number, number, number]): string {
  if (typeof color !== "number") return `rgb(${color.join(" ")})`;
  return color < 16 ? `var(--ansi-${color})` : `rgb(${paletteColor(color).join(" ")})`;
}

/** The colour of letters that can be read on this one. */
export function letterColor(color: number | readonly [number, number, number]): string {
  if (typeof color === "number" && color < 16) return "var(--bg)";
  const [red, green, blue] = typeof color === "number" ? paletteColor(color) : color;
  return 0.3 * red + 0.59 * green + 0.11 * blue > 130 ? "black" : "white";
}

/** Red, green and blue of the palette's colours from 16: a cube, then greys. */
function paletteColor(color: number): [number, number, number] {
  if (color >= 232) return repeat(8 + 10 * (color - 232));
  const level = (digit: number) => digit === 0 ? 0 : 55 + 40 * digit;
  const index = color - 16;
  return [level(Math.floor(index / 36)), level(Math.floor(index / 6) % 6), level(index % 6)];
}

function repeat(value: number): [number, number, number] {
  return [value, value, value];
}

function applyParameters(style: AnsiStyle, parameters: string): AnsiStyle {
  // "38:2::r:g:b" has an empty place for a colour space, "38;2;r;g;b" has not.
  const codes = parameters.replace(/([34]8):2:\d*:(?=\d*:\d*:)/g, "$1;2;").split(/[;:]/).map(
    Number,
  );
  let result = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 38 || code === 48) {
      const length = codes[i + 1] === 5 ? 1 : codes[i + 1] === 2 ? 3 : 0;
      const values = codes.slice(i + 2, i + 2 + length).map(toByte);
      i += 1 + length;
      if (length === 0 || values.length < length) continue;
      const color = length === 1 ? values[0] : [values[0], values[1], values[2]] as const;
      result = { ...result, [code === 38 ? "foreground" : "background"]: color };
    } else result = applyCode(result, code);
  }
  return result;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return PLAIN;
  if (code in ATTRIBUTES) return { ...style, ...ATTRIBUTES[code] };
  if (code >= 30 && code < 38) return { ...style, foreground: code - 30 };
  if (code >= 90 && code < 98) return { ...style, foreground: code - 82 };
  if (code >= 40 && code < 48) return { ...style, background: code - 40 };
  if (code >= 100 && code < 108) return { ...style, background: code - 92 };
  return style;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, value || 0));
}
