/** One table of figures: the first row is what the others are compared with. */
export interface Figures {
  /** What was measured. */
  title: string;
  /** Of what the milliseconds or nanoseconds are. */
  unit: string;
  /** What was compared, with its median. */
  rows: { what: string; median: number }[];
}

/** The median of some numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The tables as a page. */
export function toMarkdown(tables: Figures[][], runs: number): string {
  const cpu = /model name\s*: (.+)/.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? "unknown";
  const versions = `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`;
  const machine = `${navigator.hardwareConcurrency} × ${cpu}, ${Deno.build.os}`;
  return [
    "# Benchmarks",
    "",
    "Written by `deno task bench`. Medians of " +
    `${runs} runs; ${new Date().toISOString().slice(0, 10)}, ${machine}, ${versions}.`,
    "",
    "Each line is the same work on the same values, in the same process. What counts are the ratios.",
    "",
    ...tables.flat().flatMap(section),
  ].join("\n");
}

function section({ title, unit, rows }: Figures): string[] {
  const [first] = rows;
  return [
    `## ${title}`,
    "",
    `| what | ${unit} | ratio |`,
    "| --- | ---: | ---: |",
    ...rows.map(({ what, median }) =>
      `| ${what} | ${median.toFixed(median < 10 ? 2 : 0)} | ${(median / first.median).toFixed(2)} |`
    ),
    "",
  ];
}
