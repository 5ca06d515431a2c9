import { clientKey } from "../http/client_key.ts";
import type { AuditedAct, AuditEntry } from "./audit_entry.ts";

const MINUTE_MS = 60_000;
/** How many refusals of a person are written down a minute. */
const MAX_REFUSALS = 20;
/** How many lines of what a person does again and again. */
const MAX_REPEATED = 60;
/** Of what anybody can cause without a token, so many lines of an address, and of all together. */
const MAX_OF_ADDRESS = 5;
const MAX_OF_STRANGERS = 20;

/** What somebody can do all the time. What happens once is always written down. */
const REPEATED: readonly AuditedAct[] = ["log_in", "log_out", "annotate", "begin_board"];

/** Of whom lines are left out, and how many. */
interface Share {
  entry: Pick<AuditEntry, "who" | "what" | "from">;
  lines: number;
  left: number;
}

/**
 * How many lines of a log each may fill a minute: no more, or somebody would push out what the others
 * have done. What is left out is counted.
 */
export class LineShares {
  readonly #now: () => number;
  readonly #shares = new Map<string, Share>();
  #ofStrangers = 0;
  #minute = 0;

  /** @param now Milliseconds; for tests. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Where a minute has ended: a line for each of whom some were left out in it. */
  endedMinute(): AuditEntry[] {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute === this.#minute) return [];
    const missing = [...this.#shares.values()].filter(({ left }) => left > 0)
      .map(({ entry, left }) => ({ ...entry, detail: `${left} more, not listed` }));
    this.#minute = minute;
    this.#ofStrangers = 0;
    this.#shares.clear();
    return missing;
  }

  /** Whether a line may be written; it is counted. */
  take({ who, what, from }: AuditEntry): boolean {
    const isRefusal = what === "refused";
    if (!isRefusal && !REPEATED.includes(what)) return true;
    const isStranger = who === null;
    const isOver = isStranger && this.#ofStrangers >= MAX_OF_STRANGERS;
    // Of all strangers beyond there is one count: they have any number of addresses.
    const key = isStranger
      ? isOver ? "strangers" : `from ${clientKey(from ?? "")}`
      : `${what} ${who}`;
    const entry = isStranger ? { who, what, ...(!isOver && { from }) } : { who, what };
    const share = this.#shares.get(key) ?? { entry, lines: 0, left: 0 };
    this.#shares.set(key, share);
    const most = isStranger ? MAX_OF_ADDRESS : isRefusal ? MAX_REFUSALS : MAX_REPEATED;
    if (isOver || share.lines >= most) {
      share.left++;
      return false;
    }
    share.lines++;
    if (isStranger) this.#ofStrangers++;
    return true;
  }
}
