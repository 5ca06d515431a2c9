import { runServer, type SiteOptions } from "./run_server.ts";

/** `kobo serve`. */
export async function serveTeam(baseDir: string, site: SiteOptions): Promise<void> {
  await runServer(baseDir, site, { team: true });
}
