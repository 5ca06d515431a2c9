import { infoOf } from "../system/file_info.ts";
import type { SiteWriter } from "./site_writer.ts";

/** Counts what is written into a site. */
export class MeteredSite implements SiteWriter {
  /** How many files were written. */
  files = 0;
  /** How many bytes they have. */
  bytes = 0;
  readonly #site: SiteWriter;
  readonly #encoder = new TextEncoder();

  /** @param site Where all is written. */
  constructor(site: SiteWriter) {
    this.#site = site;
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === "string" ? this.#encoder.encode(content) : content;
    await this.#site.write(path, bytes);
    this.#count(bytes.length);
  }

  async copy(path: string, from: string): Promise<void> {
    await this.#site.copy(path, from);
    this.#count(infoOf(from).size);
  }

  #count(bytes: number): void {
    this.files++;
    this.bytes += bytes;
  }
}
