import { Command, Option } from "commander";
import config from "../deno.json" with { type: "json" };
import { naturalNumber, nonEmpty, port, positiveInteger, timeSpan } from "./arguments/arguments.ts";
import { note, print } from "./output/print.ts";
import { outputWidth, paint } from "./text/terminal_style.ts";

const STATUSES = ["running", "finished", "crashed", "interrupted"];
const TABLES = ["metrics", "media", "tables", "histograms"];
const BOARD = "its id, the unique beginning of one, or latest";

/**
 * All that `kobo` understands. What a command does is loaded when it is asked
 * for: `--help` need not wait for DuckDB.
 */
export function createProgram(): Command {
  const program = new Command("kobo")
    .description("Lists, shows, queries, exports and mends boards.")
    .option("--dir <folder>", "the folder that boards are in", nonEmpty, "./kohakuboard")
    .version(config.version, "--version", "print the version")
    .helpOption("-h, --help", "print what there is, with examples")
    .helpCommand("help [command]", "the same as <command> --help")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: print,
      writeErr: (text) => note(text.trimEnd()),
      outputError: (text, write) => write(errorOf(text)),
      getOutHelpWidth: () => Math.min(100, outputWidth()),
    })
    .addHelpText(
      "after",
      examples("kobo list", "kobo show latest", 'kobo sql latest "SELECT max(step) FROM metrics"') +
        "\nExit codes: 0 done, 1 it failed, 2 wrong usage, 130 Ctrl+C, 143 SIGTERM. Ctrl+C is" +
        "\nthe end that is meant of tail and view: 0.",
    );
  /** The base folder, wherever on the line it stands. */
  const dir = () => program.opts<{ dir: string }>().dir;

  program.command("list")
    .alias("ls")
    .description("all boards, newest first")
    .addOption(new Option("--status <status>", "only these").choices([...STATUSES, "broken"]))
    .option("--name <pattern>", "only runs of this name; * and ? stand for any text, one character")
    .option("-n, --limit <count>", "only the newest", positiveInteger)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      examples("kobo list --status crashed", 'kobo list --name "digits*" --json'),
    )
    .action(async (options) => (await import("./commands/list.ts")).list(dir(), options));

  program.command("show")
    .description("what is in a board: metadata, metrics, media, tables, histograms")
    .argument("<board>", BOARD)
    .option("-n, --limit <count>", "at most so many lines of each kind", positiveInteger)
    .option("--table <name>", "the content of the table that was last logged under this name")
    .option("--media [name]", "the media files, all or those of a name")
    .option("--step <step>", "the table or the media of this step", naturalNumber)
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo show latest",
        "kobo show latest --table val/confusion",
        "kobo show 2026 --json",
      ),
    )
    .action(async (board, options) =>
      (await import("./commands/show.ts")).show(dir(), board, options)
    );

  program.command("sql")
    .description("the answer to a SELECT on metrics, media, tables, histograms")
    .argument("<board>", `${BOARD}; or all, which has a board_id in each view, and the view runs`)
    .argument("<query>", "SQL, in DuckDB's dialect; - reads it from stdin")
    .option(
      "-n, --limit <count>",
      "at most so many rows (default: 1000, with --json all)",
      positiveInteger,
    )
    .option("--json", "print JSON, one object a row")
    .addHelpText(
      "after",
      examples(
        'kobo sql latest "SELECT step, loss FROM metrics ORDER BY loss LIMIT 5"',
        'kobo sql all "SELECT name, status FROM runs" --json',
      ),
    )
    .action(async (board, query, options) =>
      (await import("./commands/sql.ts")).sql(dir(), board, query, options)
    );

  program.command("export")
    .description("a table, or a query's answer, as a file")
    .argument("<board>", `${BOARD}; or all`)
    .addOption(
      new Option("-f, --format <format>", "how (default: as --out ends, or csv)")
        .choices(["csv", "json", "parquet"]),
    )
    .addOption(
      new Option("-t, --table <table>", "which table (default: metrics); runs is of all alone")
        .choices([...TABLES, "runs"]),
    )
    .option("-q, --query <sql>", "the answer to a SELECT, instead of a table", nonEmpty)
    .option("-o, --out <file>", "where; - for stdout (default: <board>_<table>.<format>)", nonEmpty)
    .option("--overwrite", "replace a file that is there")
    .option("--json", "print what was written as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo export latest --format parquet",
        'kobo export latest --query "SELECT step, loss FROM metrics" --out loss.csv',
        "kobo export latest --format json --out - | head",
      ),
    )
    .action(async (board, options) =>
      (await import("./commands/export.ts")).exportBoard(dir(), board, options)
    );

  program.command("dataset")
    .description("all boards as one Parquet data set, in long form; later only what is new")
    .argument("<target>", "the folder that it goes to")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", examples("kobo dataset ./metrics_of_all_runs"))
    .action(async (target, options) =>
      (await import("./commands/dataset.ts")).dataset(dir(), target, options)
    );

  program.command("tail")
    .description("rows as they come, until the run ends")
    .argument("<board>", BOARD)
    .option("-n, --lines <count>", "begin with the last so many rows (default: 10)", naturalNumber)
    .option("-m, --metric <name...>", "only these metrics")
    .option("--no-follow", "do not wait for more")
    .option("--json", "print a JSON object a line")
    .addHelpText("after", examples("kobo tail latest", "kobo tail latest -m train/loss val/loss"))
    .action(async (board, options) =>
      (await import("./commands/tail.ts")).tail(dir(), board, options)
    );

  program.command("repair")
    .description("completes the board of a run that was killed, from its journal")
    .argument("<board>", BOARD)
    .option("--json", "print what was done as JSON")
    .addHelpText("after", examples("kobo repair latest"))
    .action(async (board, options) =>
      (await import("./commands/repair.ts")).repair(dir(), board, options)
    );

  program.command("prune")
    .description("deletes boards, never live ones; only says which without --yes")
    .option("--older-than <span>", "ended longer ago: 30d, 12h, 90m, 2w", timeSpan)
    .option("--keep <count>", "not the newest so many of those that match", positiveInteger)
    .addOption(new Option("--status <status>", "only these").choices(STATUSES.slice(1)))
    .option("--name <pattern>", "only runs of this name; * and ? stand for any text, one character")
    .option("--yes", "delete them")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      examples("kobo prune --older-than 30d", 'kobo prune --name "test*" --keep 3 --yes'),
    )
    .action(async (options) => (await import("./commands/prune.ts")).prune(dir(), options));

  program.command("view")
    .description("the boards in the browser, until Ctrl+C")
    .argument("[dir]", "the folder that boards are in (default: that of --dir)", nonEmpty)
    .option("-p, --port <port>", "0 for any free one (default: 6273, or a free one)", port)
    .option(
      "--host <address>",
      "where it listens; others than this machine need the token",
      nonEmpty,
      "127.0.0.1",
    )
    .option("--no-open", "do not open the browser")
    .addHelpText(
      "after",
      examples("kobo view", "kobo view ../other/kohakuboard --port 8080 --no-open"),
    )
    .action(async (folder, options) =>
      (await import("./commands/view.ts")).view(folder ?? dir(), options)
    );

  return program;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** `error: unknown option '--jsn'\n(Did you mean --json?)` as one line. */
function errorOf(text: string): string {
  return `${paint("red", "kobo:", Deno.stderr)} ${
    text.replace(/^error: /, "").trim().replace(/\s*\n\s*/g, " ")
  }`;
}
