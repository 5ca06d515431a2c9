import { runServer, type SiteOptions } from "./run_server.ts";

/** Options of `kobo serve`. */
export interface ServeTeamOptions extends SiteOptions {
  /** How many bytes the boards of a person may take. */
  quota?: number;
  /** How many requests a person may send per minute. */
  rate?: number;
}

/** `kobo serve`. */
export async function serveTeam(
  baseDir: string,
  { quota, rate, ...site }: ServeTeamOptions,
): Promise<void> {
  await runServer(baseDir, site, { team: { quotaBytes: quota, requestsPerMinute: rate } });
}
