/** Where the files of a shared site are written: to a folder, or into one page. */
export interface SiteWriter {
  /** Writes a file. @param path Its path in the site, with slashes. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Copies a file of this machine. */
  copy(path: string, from: string): Promise<void>;
}
