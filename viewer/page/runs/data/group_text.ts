import type { BoardInfo } from "../../../protocol/api.ts";
import { formatPlural } from "../../values/format_plural.ts";
import { formatSpread } from "../../values/format_spread.ts";
import { formatRunValue } from "./format_run_value.ts";
import { groupSpread } from "./group_spread.ts";
import type { RunField } from "./run_fields.ts";

/** What the heading of a group says of a field. */
export interface GroupText {
  /** Mean and deviation, shortened. */
  text: string;
  /** In full, and of how many runs. */
  title: string;
}

/** Mean and deviation of a field of some runs; `undefined` where they have no numbers of it. */
export function groupText(boards: readonly BoardInfo[], field: RunField): GroupText | undefined {
  const spread = groupSpread(boards, field);
  if (spread === undefined) return undefined;
  const { mean, std, count } = spread;
  const isPlain = field.format === "number" || field.format === "text";
  const format = (value: number) => formatRunValue(value, field.format);
  const text = isPlain
    ? formatSpread(mean, std)
    : Number.isNaN(std)
    ? format(mean)
    : `${format(mean)} ± ${format(std)}`;
  const title = `mean ${mean}` + (Number.isNaN(std) ? "" : ` ± ${std} (standard deviation)`) +
    ` of ${count} of ${formatPlural(boards.length, "run")}`;
  return { text, title };
}
