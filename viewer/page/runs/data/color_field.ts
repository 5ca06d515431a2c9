import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boards } from "../../state/boards.ts";
import { chosenColor } from "../../state/chosen_colors.ts";
import { rampColor } from "../../state/color_ramp.ts";
import { assignPalette, PALETTE } from "../../state/palette.ts";
import { selectedBoards } from "../../state/selection.ts";
import { urlSignal } from "../../state/url_signal.ts";
import { valueColors } from "../../state/value_colors.ts";
import { axisScale } from "../../values/axis_scale.ts";
import { compareValues } from "../../values/compare_values.ts";
import { formatRunValue } from "./format_run_value.ts";
import { fieldOf, type RunField } from "./run_fields.ts";

/** The id of the field whose values give runs their colours; empty where each run has its own. */
export const colorBy = urlSignal("color");

/** What the colours of runs mean where a field gives them. */
export type ColorMeaning =
  /** One colour per value. */
  | { kind: "values"; field: RunField; values: ColoredValue[] }
  /** From the least to the greatest number of the selected runs. */
  | { kind: "range"; field: RunField; low: string; high: string; lackingCount: number };

/** A value of a field, and its colour. */
export interface ColoredValue {
  /** As text. */
  text: string;
  color: string;
  /** The selected runs that have it. */
  runCount: number;
}

/** The colour of runs that have no number. */
const NO_NUMBER = "#83888e";
/** Numbers that are further apart than this, as factors, are coloured by their logarithms. */
const LOG_FACTOR = 100;
const NO_VALUE = "none";

const field = computed(() => colorBy.value === "" ? undefined : fieldOf(colorBy.value));

/** The meaning of the colours, and the colour of each board; `null` where each run has its own. */
const found = computed((): { meaning: ColorMeaning; colors: Map<string, string> } | null => {
  const by = field.value;
  if (by === undefined) return null;
  const all = boards.value ?? [];
  return isResult(by) || hasManyNumbers(all, by) ? colorByRange(all, by) : colorByValue(all, by);
});

/** What the colours of runs mean; `null` where each run has a colour of its own. */
export const colorMeaning: ReadonlySignal<ColorMeaning | null> = computed(() =>
  found.value?.meaning ?? null
);

/** Begins to give boards the colours of the chosen field. Called once. */
export function startColors(): void {
  effect(() => {
    valueColors.value = found.value?.colors ?? null;
  });
}

/** Results are numbers of which each run has another one. */
function isResult({ id }: RunField): boolean {
  return /^(last|min|max|summary):/.test(id) || ["duration", "steps", "size"].includes(id);
}

function hasManyNumbers(all: readonly BoardInfo[], { value }: RunField): boolean {
  const values = new Set(all.map(value).filter((value) => value !== null));
  return values.size > PALETTE.length && [...values].every((value) => typeof value === "number");
}

function colorByValue(all: readonly BoardInfo[], by: RunField) {
  const shown = selectedBoards.value;
  const textOf = (board: BoardInfo) => valueText(by.value(board), by);
  const counts = new Map<string, number>();
  for (const board of shown) counts.set(textOf(board), (counts.get(textOf(board)) ?? 0) + 1);
  const sorted = [
    ...new Map(
      all.toSorted((a, b) => compareValues(comparable(by.value(a)), comparable(by.value(b))))
        .map((board) => [textOf(board), board]),
    ).keys(),
  ];
  // Where there are more values than colours, those of the selected runs have theirs first.
  const texts = sorted.length <= PALETTE.length
    ? sorted
    : [...sorted.filter((text) => counts.has(text)), ...sorted.filter((text) => !counts.has(text))];
  const assigned = assignPalette(texts.map((value) => chosenColor({ field: by.id, value })));
  const colors = new Map(texts.map((text, i) => [text, assigned[i] ?? NO_NUMBER]));
  const values = sorted.filter((text) => counts.has(text)).map((text): ColoredValue => ({
    text,
    color: colors.get(text) ?? NO_NUMBER,
    runCount: counts.get(text) ?? 0,
  }));
  return {
    meaning: { kind: "values" as const, field: by, values },
    colors: new Map(all.map((board) => [board.boardId, colors.get(textOf(board)) ?? NO_NUMBER])),
  };
}

function colorByRange(all: readonly BoardInfo[], by: RunField) {
  const numberOf = (board: BoardInfo) => {
    const value = by.value(board);
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const numbers = selectedBoards.value.flatMap((board) => numberOf(board) ?? []);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = low > 0 && high / low > LOG_FACTOR;
  const scale = low < high ? axisScale(low, high, isLog) : null;
  const colorOf = (board: BoardInfo) => {
    const value = numberOf(board);
    if (value === null || numbers.length === 0) return NO_NUMBER;
    return rampColor(scale === null ? 0.5 : scale.place(value));
  };
  const text = (value: number) =>
    numbers.length === 0 ? NO_VALUE : formatRunValue(value, by.format);
  return {
    meaning: {
      kind: "range" as const,
      field: by,
      low: text(low),
      high: text(high),
      lackingCount: selectedBoards.value.length - numbers.length,
    },
    colors: new Map(all.map((board) => [board.boardId, colorOf(board)])),
  };
}

function valueText(value: ReturnType<RunField["value"]>, by: RunField): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return NO_VALUE;
  // Two texts of one number would be two colours.
  return typeof value === "number" ? formatRunValue(value, by.format) : [value].flat().join(", ");
}

function comparable(value: ReturnType<RunField["value"]>) {
  return value === null || typeof value === "number" ? value : String(value);
}
