/** What was told of a run. */
export interface ToldRun {
  /** When it was last started or resumed. */
  run: string;
  /** When the board was made, and rewound: later alerts take the numbers of those that went.
   * Missing in what earlier versions kept. */
  history?: string;
  /** The number of the last alert that was told; -1 if none was. */
  lastAlert: number;
  /** How many alerts there were then: with more, there is something to tell. */
  alertCount: number;
  isStalled: boolean;
  hasEnded: boolean;
}

/** What the page has told, so that it tells nothing again after it was loaded again. */
export interface ToldRuns {
  /** Since when it tells, ISO 8601: what was before is no news. */
  since: string;
  /** By board id. */
  runs: { [boardId: string]: ToldRun };
}

/**
 * Reads what was told of a folder's runs from the browser's memory; another page of the same
 * address may write it, and it may be of an earlier version.
 *
 * @returns `undefined` where nothing is to be told: nobody has asked for it.
 */
export function readToldRuns(folder: string): ToldRuns | undefined {
  try {
    const { since, runs }: ToldRuns = JSON.parse(localStorage.getItem(keyOf(folder)) ?? "null");
    if (Number.isNaN(Date.parse(since)) || typeof runs !== "object" || runs === null) {
      return undefined;
    }
    return {
      since,
      runs: Object.fromEntries(Object.entries(runs).filter(([, run]) => isRun(run))),
    };
  } catch {
    return undefined;
  }
}

/** Writes what was told; `undefined` where nothing is to be told any more. */
export function writeToldRuns(folder: string, told: ToldRuns | undefined): void {
  if (told === undefined) localStorage.removeItem(keyOf(folder));
  else localStorage.setItem(keyOf(folder), JSON.stringify(told));
}

function keyOf(folder: string): string {
  return `kobo.told ${folder}`;
}

function isRun({ run, history, lastAlert, alertCount, isStalled, hasEnded }: ToldRun): boolean {
  return typeof run === "string" && ["string", "undefined"].includes(typeof history) &&
    typeof lastAlert === "number" &&
    typeof alertCount === "number" && typeof isStalled === "boolean" &&
    typeof hasEnded === "boolean";
}
