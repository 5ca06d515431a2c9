import { messageOf } from "../../../system/message_of.ts";
import type { AuditEntry } from "./audit_entry.ts";
import { LineShares } from "./line_shares.ts";
import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";

const FILE = "audit.log";
const MAX_BYTES = 4 * 1024 ** 2;
/** How many earlier files are kept: `audit.1.log` is the last one. */
const EARLIER = 4;

/**
 * Who did what, and when, in `<baseDir>/.kobo/audit.log`: a line of JSON each, of ASCII alone, so
 * that no name in it steers the terminal which shows it. At 4 MiB the file becomes `audit.1.log`;
 * four earlier ones are kept.
 */
export class AuditLog {
  readonly #own: OwnFolder;
  readonly #log: (message: string) => void;
  readonly #shares = new LineShares();
  #isBroken = false;

  /** @param log Receives that the log cannot be written, once. */
  constructor(own: OwnFolder, log: (message: string) => void) {
    this.#own = own;
    this.#log = log;
  }

  /** Adds a line. What it cannot write it says, and holds up nothing. */
  add(entry: AuditEntry): void {
    for (const missing of this.#shares.endedMinute()) this.#write(missing);
    if (this.#shares.take(entry)) this.#write(entry);
  }

  #write(entry: AuditEntry): void {
    const { who, what, ...others } = entry;
    const line = JSON.stringify({ at: new Date().toISOString(), who, what, ...others });
    try {
      this.#own.append(FILE, `${toAscii(line)}\n`, { maxBytes: MAX_BYTES, earlier: EARLIER });
      this.#isBroken = false;
    } catch (error) {
      if (this.#isBroken) return;
      this.#isBroken = true;
      this.#log(`Cannot write ${this.#own.path(FILE)}: ${messageOf(error)}`);
    }
  }
}

function toAscii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
