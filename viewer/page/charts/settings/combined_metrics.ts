import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";
import type { MetricEntry } from "./metric_entries.ts";

const text = urlSignal("combined");

/** Which metrics share a chart: the names of each chart's, that whose place it has first. */
export const combinedMetrics: ReadonlySignal<string[][]> = computed(() => parse(text.value));

/** The metric whose chart the reader adds others to at the moment; `null` if none. */
export const combiningHost = signal<string | null>(null);

/** Draws a metric in the chart of another one, or in a chart of its own again. */
export function toggleCombined(host: string, name: string): void {
  const { own, others } = partsOf(host);
  const isIn = own.includes(name);
  const changed = isIn ? own.filter((other) => other !== name) : [...own, name];
  set([...others.map((names) => names.filter((other) => isIn || other !== name)), changed]);
}

/** Draws each metric of a chart in a chart of its own. */
export function splitChart(host: string): void {
  set(partsOf(host).others);
}

/**
 * The entries of charts: metrics that share one are one entry, in the place of the first that is
 * there. Texts are never drawn with others.
 */
export function joinEntries(
  entries: readonly MetricEntry[],
  combined: readonly (readonly string[])[],
): MetricEntry[] {
  if (combined.length === 0) return [...entries];
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const joined = new Map<string, MetricEntry>();
  const taken = new Set<string>();
  for (const names of combined) {
    const [first, ...others] = names.flatMap((name) => {
      const entry = byName.get(name);
      const isIn = taken.has(name) || joined.has(name);
      return entry === undefined || entry.type === "string" || isIn ? [] : [entry];
    });
    if (first === undefined || others.length === 0) continue;
    for (const { name } of others) taken.add(name);
    joined.set(first.name, { ...first, others });
  }
  return entries.filter(({ name }) => !taken.has(name)).map((entry) =>
    joined.get(entry.name) ?? entry
  );
}

function partsOf(host: string): { own: string[]; others: string[][] } {
  const all = combinedMetrics.peek();
  const own = all.find((names) => names.includes(host)) ?? [host];
  return { own, others: all.filter((names) => names !== own) };
}

function set(combined: readonly string[][]): void {
  const kept = combined.filter((names) => names.length > 1);
  text.value = kept.length === 0 ? "" : JSON.stringify(kept);
}

/** Reads an address, leaving out whatever is invalid. */
function parse(text: string): string[][] {
  let given: unknown;
  try {
    given = text === "" ? [] : JSON.parse(text);
  } catch {
    given = [];
  }
  if (!Array.isArray(given)) return [];
  return given.flatMap((names: unknown) => {
    if (!Array.isArray(names)) return [];
    const texts = names.filter((name) => typeof name === "string");
    return texts.length > 1 ? [[...new Set(texts)]] : [];
  });
}
