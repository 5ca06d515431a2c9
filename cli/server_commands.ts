import { type Command, Option } from "commander";
import {
  nonEmpty,
  parseBytes,
  parsePort,
  parsePositiveInteger,
} from "./arguments/parse_argument.ts";
import { parseExpiry } from "./arguments/parse_expiry.ts";
import { collectHosts, parseBasePath } from "./arguments/parse_site.ts";
import { examples } from "./text/examples.ts";

/**
 * Defines the commands that serve the page, and those of the tokens by which people get in.
 *
 * @param baseDir Where the boards are, a folder or an address.
 * @param folder The same, and throws for an address: only a folder has tokens.
 */
export function addServerCommands(
  program: Command,
  baseDir: () => string,
  folder: (dir?: string) => string,
): void {
  withSite(program.command("serve"))
    .summary("Serve the viewer to a team, and take the boards that it sends")
    .description(
      "Show the boards to several people, until Ctrl+C.\n\n" +
        "Everyone needs a token, which kobo token create makes, and may do what its role allows.",
    )
    .argument("[dir]", "Folder of the boards (default: that of --dir)", nonEmpty)
    .option("--quota <size>", "What the boards of a person may take (default: 100GiB)", parseBytes)
    .option(
      "--rate <count>",
      "Requests of a person per minute (default: 6000)",
      parsePositiveInteger,
    )
    .addHelpText(
      "after",
      examples(
        "kobo serve /srv/boards",
        "kobo serve /srv/boards --host 0.0.0.0 --cert cert.pem --key key.pem",
        "kobo serve /srv/boards --base-path /kobo --trust-proxy --allow-host runs.example.org",
      ),
    )
    .action(async (dir, options) =>
      (await import("./commands/serve.ts")).serveTeam(folder(dir), options)
    );

  const token = program.command("token")
    .description("Make, list and revoke the tokens of kobo serve; they are kept beside the boards")
    .addHelpText("after", examples("kobo token create ann --role writer", "kobo token list"));
  token.command("create")
    .description("Make a token, and print it: it is kept nowhere else")
    .argument("<name>", "Whose it is: letters, digits and . _ @ + -", nonEmpty)
    .addOption(
      new Option(
        "--role <role>",
        "What it allows: a viewer reads, a writer sends, an admin deletes",
      )
        .choices(["viewer", "writer", "admin"]).default("viewer"),
    )
    .addOption(
      new Option("--expires <duration>", "For how long it is good: 12h, 90d, 4w; or never")
        .argParser(parseExpiry).default(parseExpiry("90d"), "90d"),
    )
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo token create ann --role writer", "kobo token create bob --expires never"),
    )
    .action(async (name, options) =>
      (await import("./commands/token.ts")).createToken(folder(), name, options)
    );
  token.command("list")
    .description("List the tokens: names, roles and how long they are good")
    .option("--json", "Print JSON")
    .addHelpText("after", examples("kobo token list"))
    .action(async (options) => (await import("./commands/token.ts")).listTokens(folder(), options));
  token.command("revoke")
    .description("End a token, at once")
    .argument("<name>", "Whose it is", nonEmpty)
    .addHelpText("after", examples("kobo token revoke ann"))
    .action(async (name) => (await import("./commands/token.ts")).revokeToken(folder(), name));

  withSite(program.command("view"))
    .alias("open")
    .description("Show the boards in the browser, until Ctrl+C")
    .argument("[dir]", "Folder of the boards (default: that of --dir)", nonEmpty)
    .option("--no-open", "Do not open the browser")
    .addHelpText(
      "after",
      examples(
        "kobo view",
        "kobo view ../other/kohakuboard --port 8080 --no-open",
        "kobo view --allow-host localhost    # through a tunnel with another port",
      ),
    )
    .action(async (dir, options) =>
      (await import("./commands/view.ts")).view(dir ?? baseDir(), options)
    );
}

/** The options of the commands that serve the page. */
function withSite(command: Command): Command {
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
