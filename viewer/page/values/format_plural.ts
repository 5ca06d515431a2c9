import { formatCount } from "./format_count.ts";

/** A count and its noun: `1 name`, `2 names`. */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
