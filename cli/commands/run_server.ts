import { attempt } from "../../system/attempt.ts";
import { infoOf } from "../../system/file_info.ts";
import { exit } from "../../system/deno.ts";
import { onSignals } from "../../system/on_signals.ts";
import { serve, type ServeOptions } from "../../viewer/server/mod.ts";
import { UsageError } from "../errors.ts";
import { printMessage } from "../output/print.ts";

/** The options that `kobo view` and `kobo serve` share. */
export interface SiteOptions {
  /** Default: the server's usual port, or a free one if that is taken. */
  port?: number;
  /** The address to listen on. */
  host?: string;
  /** Names that it answers to, besides its own. */
  allowHost?: string[];
  /** The path below which a reverse proxy shows it. */
  basePath?: string;
  /** Whether the headers of a reverse proxy are believed. */
  trustProxy?: boolean;
  /** The files of a certificate and its key: both or none. */
  cert?: string;
  key?: string;
}

/** Serves the page until Ctrl+C or SIGTERM; a second one does not wait for what still runs. */
export async function runServer(
  baseDir: string,
  site: SiteOptions,
  more: Pick<ServeOptions, "open" | "team" | "source">,
): Promise<void> {
  if (attempt(() => infoOf(baseDir).isFile)) {
    throw new Error(`Cannot show the boards of ${baseDir}: expected a folder, found a file`);
  }
  const { port, host, allowHost, basePath, trustProxy, cert, key } = site;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("Cannot speak TLS: expected --cert and --key, received one of them");
  }
  const tls = cert === undefined || key === undefined
    ? undefined
    : { certFile: cert, keyFile: key };
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) exit(0); // As after the first: this is how it is meant to end.
    controller.abort();
  };
  using _listening = onSignals(["SIGINT", "SIGTERM"], stop);
  await serve({
    baseDir,
    port,
    host,
    allowHosts: allowHost,
    basePath,
    trustProxy,
    tls,
    ...more,
    signal: controller.signal,
    log: printMessage,
  }).finished;
}
