import type { Command } from "commander";
import { nonEmpty, parsePort } from "./parse_argument.ts";
import { collectHosts, parseBasePath } from "./parse_site.ts";

/** Adds the options of the commands that serve the page. */
export function withSiteOptions(command: Command): Command {
  return command
    .option(
      "-p, --port <port>",
      "Port to listen on; 0 for any free one (default: 6273, or a free one)",
      parsePort,
    )
    .option(
      "--host <address>",
      "Address to listen on; other machines need the token",
      nonEmpty,
      "127.0.0.1",
    )
    .option(
      "--allow-host <name>",
      "Answer to this name too, as a proxy or a tunnel has it; may be given again",
      collectHosts,
    )
    .option(
      "--base-path <path>",
      "Path below which a reverse proxy shows it, as /kobo",
      parseBasePath,
    )
    .option("--trust-proxy", "Believe X-Forwarded-Host, -Proto and -For of a reverse proxy")
    .option("--cert <file>", "Certificate for TLS, PEM; with --key", nonEmpty)
    .option("--key <file>", "Key of the certificate, PEM", nonEmpty);
}
