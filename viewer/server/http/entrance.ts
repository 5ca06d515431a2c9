import { openInBrowser } from "../../../system/open_in_browser.ts";
import { CODE_LIFETIME_MS, EntryCodes, type FreshReason } from "./entry_codes.ts";
import { openSecretPage } from "./open_secret_page.ts";
import type { Site } from "./site.ts";

const FRESH: Readonly<Record<FreshReason, string>> = {
  used: "A browser was let in. For another one:",
  expired: "An address was opened that is too old. Open this one:",
};

/** How a browser comes in: by the page's address, which has a code where the page is for some alone. */
export class Entrance implements Disposable {
  /** What lets a browser in where the address has a code. */
  readonly codes: EntryCodes;
  readonly #site: Site;
  readonly #wantsCode: boolean;
  readonly #log: (message: string) => void;
  #opened?: Disposable;

  /**
   * @param wantsCode Whether an address has a code.
   * @param log Receives the addresses that are to be shown.
   */
  constructor(site: Site, wantsCode: boolean, log: (message: string) => void) {
    this.#site = site;
    this.#wantsCode = wantsCode;
    this.#log = log;
    this.codes = new EntryCodes((code, reason) => {
      this.#opened?.[Symbol.dispose]();
      log(`${FRESH[reason]} ${this.#addressesWith(code).join(" or ")}`);
    });
  }

  /** The server's own address, as it lets a browser in now. */
  get address(): string {
    return this.#addressesWith(this.codes.current)[0]!; // The first one is its own.
  }

  /** Says at which addresses something is shown. */
  announce(what: string): void {
    this.#log(`${what} shown at ${this.#addressesWith(this.codes.current).join(" and ")}`);
    if (!this.#wantsCode) return;
    this.#log(`That address lets one browser in, within ${CODE_LIFETIME_MS / 60_000} minutes`);
  }

  /** Opens the page in the browser. */
  open(): void {
    if (this.#wantsCode) this.#opened = openSecretPage(this.address);
    else openInBrowser(this.address);
  }

  /** Removes what a browser has read to come in. */
  [Symbol.dispose](): void {
    this.#opened?.[Symbol.dispose]();
  }

  #addressesWith(code: string): string[] {
    return this.#site.addresses.map((address) =>
      this.#wantsCode ? `${address}?token=${code}` : address
    );
  }
}
