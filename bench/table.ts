/** One table of figures. */
export interface Figures {
  /** What was measured. */
  title: string;
  /** Of what the figures are. */
  unit: string;
  /** What was compared, with its median. */
  rows: { what: string; median: number }[];
  /** Whether each is compared with the first. */
  ratios?: boolean;
  /** What a reader must know, below the table. */
  note?: string;
}

/** The median of some numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted.at(middle) ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted.at(middle - 1) ?? NaN) + upper) / 2;
}

/** The median time of some work in milliseconds, each time in a new folder; the first is left out. */
export async function medianMs(
  runs: number,
  work: (dir: string) => unknown,
): Promise<number> {
  const [median = NaN] = await mediansMs(runs, [work]);
  return median;
}

/** The same of several kinds of work by turns: what their machine does besides varies within minutes. */
export async function mediansMs(
  runs: number,
  kinds: readonly ((dir: string) => unknown)[],
): Promise<number[]> {
  const times: number[][] = kinds.map(() => []);
  for (let run = 0; run <= runs; run++) {
    for (const [which, work] of kinds.entries()) {
      const dir = Deno.makeTempDirSync();
      const start = performance.now();
      await work(dir);
      times[which]?.push(performance.now() - start);
      Deno.removeSync(dir, { recursive: true });
    }
  }
  return times.map((of) => median(of.slice(1)));
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
    "Each table is the same work on the same values, in the same process. What counts are the ratios.",
    "",
    ...tables.flat().flatMap(section),
  ].join("\n");
}

function section({ title, unit, rows, ratios = true, note }: Figures): string[] {
  const [first] = rows;
  const number = (value: number) => value.toFixed(value < 10 ? 2 : 0);
  return [
    `## ${title}`,
    "",
    ratios ? `| what | ${unit} | ratio |` : `| what | ${unit} |`,
    ratios ? "| --- | ---: | ---: |" : "| --- | ---: |",
    ...rows.map(({ what, median }) =>
      ratios
        ? `| ${what} | ${number(median)} | ${(median / (first?.median ?? NaN)).toFixed(2)} |`
        : `| ${what} | ${number(median)} |`
    ),
    "",
    ...(note === undefined ? [] : [note, ""]),
  ];
}
