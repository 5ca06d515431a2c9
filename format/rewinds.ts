/** One time that a board went back to an earlier step, or on with rows that were kept aside. */
export interface Rewind {
  /** When, ISO 8601, UTC. */
  at: string;
  /** The rows up to this step stayed. */
  step: number;
  /** The last step that the board had before. */
  last_step: number;
  /** The folder in `rewound/` with the rows above; missing where there were none. */
  kept_as?: string;
  /** The folder in `rewound/` whose rows came back, where a rewind was undone. */
  undone?: string;
}

/** Of so many rewinds metadata keep the last ones. */
const MAX_REWINDS = 1000;

/** The rewinds in metadata, which may be a stranger's. */
export function rewindsOf({ rewound }: { rewound?: unknown }): Rewind[] {
  return Array.isArray(rewound) ? rewound.filter(isRewind) : [];
}

/** When a board was rewound last, ISO 8601; `undefined` where it never was. */
export function lastRewound(metadata: { rewound?: unknown }): string | undefined {
  return rewindsOf(metadata).at(-1)?.at;
}

/** Rewinds with one more, of very many the last ones. */
export function addRewind(earlier: readonly Rewind[], rewind: Rewind): Rewind[] {
  return [...earlier.slice(1 - MAX_REWINDS), rewind];
}

function isRewind(value: unknown): value is Rewind {
  const { at, step, last_step: last } = Object(value);
  return typeof at === "string" && Number.isSafeInteger(step) && Number.isSafeInteger(last);
}
