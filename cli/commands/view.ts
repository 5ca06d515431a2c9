import { runServer, type SiteOptions } from "./run_server.ts";

/** Options of `kobo view`. */
export interface ViewOptions extends SiteOptions {
  /** Whether to open the page in the browser. */
  open: boolean;
}

/** `kobo view`. */
export async function view(baseDir: string, { open, ...site }: ViewOptions): Promise<void> {
  await runServer(baseDir, site, { open });
}
