import { type AnsiStyle, PLAIN } from "./ansi_style.ts";

/** A piece of text in one style. */
export interface AnsiSpan {
  /** The text, without control characters. */
  text: string;
  style: AnsiStyle;
}

const ESC = "\u001b";
const BEL = "\u0007";

/**
 * The commands of terminals: CSI sequences (colours, cursor), OSC sequences
 * (titles, links), other strings, two-character sequences; and single control
 * characters. Groups 1 and 2 are the parameters and the letter of a CSI sequence.
 */
const COMMANDS = new RegExp(
  `${ESC}(?:` + [
    String.raw`\[([0-?]*)[ -/]*([@-~])`,
    `\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`,
    `[PX^_][^${ESC}]*(?:${ESC}\\\\)?`,
    String.raw`[ -/]*[0-OQ-WYZ\\\x60-~]`,
  ].join("|") + `)|[\u0000-\u0008\u000b-\u001f\u007f]`,
  "g",
);

/** The parameters that set or reset an attribute. */
const ATTRIBUTES = new Map<number, Partial<AnsiStyle>>([
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [9, { strike: true }],
  [21, { underline: true }],
  [22, { bold: false, dim: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [27, { inverse: false }],
  [29, { strike: false }],
  [39, { foreground: null }],
  [49, { background: null }],
]);

/**
 * Splits a line into pieces of one style each. Commands other than styles are
 * removed.
 *
 * @param start The style at the beginning of the line.
 * @returns The pieces, and the style at the end of the line.
 */
export function parseAnsi(
  line: string,
  start: AnsiStyle = PLAIN,
): { spans: AnsiSpan[]; end: AnsiStyle } {
  const spans: AnsiSpan[] = [];
  let style = start;
  let position = 0;
  /** Whether the next character overwrites the first one. */
  let isAtStart = false;
  /** How many characters the next ones overwrite. */
  let back = 0;
  const addText = (end: number) => {
    if (end === position) return;
    // Progress bars overwrite their line again and again: a terminal shows the last state.
    if (isAtStart) spans.length = 0;
    else if (back > 0) dropLast(spans, back); // So do spinners, with backspaces.
    isAtStart = false;
    back = 0;
    const text = line.slice(position, end);
    const last = spans.at(-1);
    if (last?.style === style) last.text += text;
    else spans.push({ text, style });
  };
  for (const { index, 0: command, 1: parameters = "", 2: letter } of line.matchAll(COMMANDS)) {
    addText(index);
    position = index + command.length;
    if (letter === "m") style = applyParameters(style, parameters);
    else if (letter === "K" && (parameters === "2" || (isAtStart && !(Number(parameters) > 0)))) {
      spans.length = 0;
    }
    if (command === "\b") back++;
    if (command === "\r" || (letter === "G" && Number(parameters) <= 1)) isAtStart = true;
  }
  addText(line.length);
  return { spans, end: style };
}

/** The text of a line as a terminal shows it, without styles. */
export function stripAnsi(line: string): string {
  if (![ESC, "\r", "\b"].some((control) => line.includes(control))) return line;
  return parseAnsi(line).spans.map(({ text }) => text).join("");
}

/** Removes the last characters of a line; an emoji is one. */
function dropLast(spans: AnsiSpan[], count: number): void {
  for (let left = count; left > 0;) {
    const last = spans.pop();
    if (last === undefined) return;
    // Its end is enough: a character has at most two units.
    const from = Math.max(0, last.text.length - 2 * left);
    const characters = [...last.text.slice(from)];
    const dropped = characters.splice(Math.max(0, characters.length - left));
    left -= dropped.length;
    const text = last.text.slice(0, from) + characters.join("");
    if (text !== "") spans.push({ ...last, text });
  }
}

function applyParameters(style: AnsiStyle, parameters: string): AnsiStyle {
  // "38:2::r:g:b" has an empty field for a colour space, "38;2;r;g;b" does not.
  const codes = parameters.replace(/([34]8):2:\d*:(?=\d*:\d*:)/g, "$1;2;").split(/[;:]/)
    .map(Number);
  let result = style;
  while (codes.length > 0) {
    const code = codes.shift() ?? 0;
    if (code !== 38 && code !== 48) {
      result = applyCode(result, code);
      continue;
    }
    const kind = codes.shift();
    const values = codes.splice(0, kind === 5 ? 1 : kind === 2 ? 3 : 0).map(toByte);
    const [first, green, blue] = values;
    if (first === undefined) continue;
    if (kind === 5) result = withColor(result, code, first);
    else if (green !== undefined && blue !== undefined) {
      result = withColor(result, code, [first, green, blue]);
    }
  }
  return result;
}

function withColor(
  style: AnsiStyle,
  code: 38 | 48,
  color: number | readonly [number, number, number],
): AnsiStyle {
  return { ...style, [code === 38 ? "foreground" : "background"]: color };
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return PLAIN;
  const attribute = ATTRIBUTES.get(code);
  if (attribute) return { ...style, ...attribute };
  if (code >= 30 && code < 38) return { ...style, foreground: code - 30 };
  if (code >= 90 && code < 98) return { ...style, foreground: code - 82 };
  if (code >= 40 && code < 48) return { ...style, background: code - 40 };
  if (code >= 100 && code < 108) return { ...style, background: code - 92 };
  return style;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, value || 0));
}
