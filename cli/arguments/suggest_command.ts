import type { Command } from "commander";
import { nearestNames } from "../../format/nearest_names.ts";

/** What commands of the same meaning are called elsewhere. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  list: ["runs", "boards", "dir", "all"],
  show: ["info", "describe", "get", "print", "inspect", "status", "summary", "cat"],
  sql: ["query", "select", "db", "duckdb"],
  export: ["csv", "json", "parquet", "save", "dump", "convert"],
  files: ["download", "artifacts", "checkpoints"],
  dataset: ["archive", "merge"],
  sync: ["upload", "push", "send", "backup"],
  pull: ["fetch", "import"],
  share: ["publish", "html", "report"],
  edit: ["rename", "tag", "note", "annotate"],
  tail: ["follow", "log", "logs"],
  watch: ["notify", "alert", "alerts", "monitor"],
  repair: ["fix", "recover", "restore", "resume", "finish"],
  rewind: ["undo", "reset", "rollback", "back", "truncate"],
  verify: ["check", "validate", "fsck", "test", "doctor"],
  prune: ["rm", "delete", "del", "remove", "clean", "gc", "purge"],
  view: ["ui", "web", "browse", "start", "dashboard", "gui", "run", "up"],
  serve: ["server", "host", "daemon", "listen"],
  "--version": ["version"],
};

/**
 * What may be meant by a command that does not exist, in parentheses: the one of
 * the same meaning, those that are spelled like it, or else all.
 */
export function suggestCommand(unknown: string, program: Command): string {
  const word = unknown.toLowerCase().replace(/^-+/, "");
  const same = Object.entries(OTHER_NAMES).find(([, others]) => others.includes(word));
  if (same !== undefined) return `(Did you mean ${same[0]}?)`;
  const names = program.commands.map((command) => command.name());
  const known = program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  const nearest = nearestNames(word, known).sort((a, b) => known.indexOf(a) - known.indexOf(b));
  if (nearest.length === 0) return `(Expected one of ${names.join(", ")})`;
  return `(Did you mean ${nearest.length === 1 ? "" : "one of "}${nearest.join(", ")}?)`;
}
