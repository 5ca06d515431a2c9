import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";

const FILE = "audit.log";
const MAX_BYTES = 4 * 1024 ** 2;
/** How many earlier files are kept: `audit.1.log` is the last one. */
const EARLIER = 4;
/** Of what anybody can cause without a token, so many lines a minute: no more, or they would push all else out. */
const MAX_REFUSALS = 20;
const MINUTE_MS = 60_000;

/** What somebody did. */
export type AuditedAct =
  | "log_in"
  | "log_out"
  | "refused"
  | "create_token"
  | "revoke_token"
  | "annotate"
  | "delete_board"
  | "begin_board"
  | "send_board";

/** A line of the log. */
export interface AuditEntry {
  /** The person's name; `null` where it is not known. */
  who: string | null;
  what: AuditedAct;
  /** The address that the request came from. */
  from?: string;
  board?: string;
  /** What else there is to say. */
  detail?: string;
}

/**
 * Who did what, and when, in `<baseDir>/.kobo/audit.log`: a line of JSON each, of ASCII alone, so
 * that no name in it steers the terminal which shows it. At 4 MiB the file becomes `audit.1.log`;
 * four earlier ones are kept.
 */
export class AuditLog {
  readonly #own: OwnFolder;
  readonly #log: (message: string) => void;
  #refusals = 0;
  #left = 0;
  #minute = 0;
  #isBroken = false;

  /** @param log Receives that the log cannot be written, once. */
  constructor(own: OwnFolder, log: (message: string) => void) {
    this.#own = own;
    this.#log = log;
  }

  /** Adds a line. What it cannot write it says, and holds up nothing. */
  add(entry: AuditEntry): void {
    if (entry.what === "refused" && !this.#mayRefuse()) return;
    const { who, what, ...others } = entry;
    const line = JSON.stringify({ at: new Date().toISOString(), who, what, ...others });
    try {
      this.#own.append(FILE, `${toAscii(line)}\n`, { maxBytes: MAX_BYTES, earlier: EARLIER });
      this.#isBroken = false;
    } catch (error) {
      if (this.#isBroken) return;
      this.#isBroken = true;
      this.#log(`Cannot write ${this.#own.path(FILE)}: ${(error as Error).message}`);
    }
  }

  #mayRefuse(): boolean {
    const minute = Math.floor(Date.now() / MINUTE_MS);
    if (minute !== this.#minute) {
      const left = this.#left;
      [this.#minute, this.#refusals, this.#left] = [minute, 0, 0];
      if (left > 0) this.add({ who: null, what: "refused", detail: `${left} more, not listed` });
    }
    if (this.#refusals++ < MAX_REFUSALS) return true;
    this.#left++;
    return false;
  }
}

function toAscii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
