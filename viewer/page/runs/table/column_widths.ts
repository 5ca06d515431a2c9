import type { BoardInfo } from "../../../protocol/api.ts";
import { formatRunValue } from "../data/format_run_value.ts";
import { groupText } from "../data/group_text.ts";
import type { RunField, RunFormat } from "../data/run_fields.ts";
import type { RunGroup } from "../data/visible_runs.ts";

/** The least widths of columns, in CSS pixels. */
const WIDTHS: Record<RunFormat, number> = {
  text: 110,
  number: 100,
  time: 120,
  duration: 84,
  bytes: 80,
  tags: 150,
  status: 104,
};
/** Columns that are wider than their format. */
const OWN_WIDTHS = new Map([["notes", 220], ["id", 190]]);
const NAME_WIDTHS = { wide: [150, 260], narrow: [90, 150], narrowBesideMeans: [90, 110] } as const;
const NUMBERS: ReadonlySet<RunFormat> = new Set(["number", "duration", "bytes"]);
/** What does not change while a run lasts, or in its digits alone: its column may be narrow. */
const isSteady = ({ id }: RunField) => id.startsWith("config.") || id === "steps";
const MIN_WIDTH = 52;
const MAX_WIDTH = 180;
/** A character of a value, of a heading or a mean, and what is beside them, in CSS pixels. */
const CHARACTER = 8.5;
const SMALL_CHARACTER = 7;
const BESIDE_VALUE = 17;
const BESIDE_HEAD = 28;
/** The widths are of so many runs: those of thousands are much alike. */
const MAX_RUNS = 200;

/** Which rows a table has. */
export interface TableRows {
  runs: readonly BoardInfo[];
  /** Those whose headings are rows; empty where runs are not grouped. */
  groups: readonly RunGroup[];
}

/** The least width of a column, in CSS pixels, in which no number is cut off. */
export function columnWidth(field: RunField, rows: TableRows, isNarrow: boolean): number {
  const { id, label, format } = field;
  const runs = rows.runs.slice(0, MAX_RUNS);
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  const ofRuns = () => longest(runs.map((run) => formatRunValue(field.value(run), format)));
  if (id === "name") {
    const isBesideMeans = rows.groups.length > 0;
    const [least, most] =
      NAME_WIDTHS[!isNarrow ? "wide" : isBesideMeans ? "narrowBesideMeans" : "narrow"];
    // Beside the name are its colour and what marks it.
    return Math.min(most, Math.max(least, ofRuns() * CHARACTER + 2 * BESIDE_VALUE));
  }
  const own = OWN_WIDTHS.get(id) ?? WIDTHS[format];
  if (!NUMBERS.has(format) && !isSteady(field)) return own;
  const content = Math.max(
    ofRuns() * CHARACTER + BESIDE_VALUE,
    longest(rows.groups.map(({ boards }) => groupText(boards, field)?.text ?? "")) *
        SMALL_CHARACTER + BESIDE_VALUE,
  );
  const least = isSteady(field)
    ? Math.max(MIN_WIDTH, Math.min(own, label.length * SMALL_CHARACTER + BESIDE_HEAD))
    : own;
  return Math.round(Math.min(MAX_WIDTH, Math.max(least, content)));
}
