import { assert, assertEquals, assertMatch } from "@std/assert";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { AuditLog } from "../../../../viewer/server/team/audit_log.ts";

Deno.test("AuditLog.add() writes a line of ASCII, whatever names there are", () => {
  using dir = new TempDir();
  const log = new AuditLog(new OwnFolder(dir.path), () => {});
  const board = "\x1b[2J\u202e\u0085\n\u2028é😀";
  log.add({ who: "ann", what: "annotate", from: "10.0.0.1", board });
  const text = Deno.readTextFileSync(dir.join(".kobo", "audit.log"));
  assertMatch(text, /^[\x20-\x7e]+\n$/);
  const { at, ...entry } = JSON.parse(text);
  assertEquals(entry, { who: "ann", what: "annotate", from: "10.0.0.1", board });
  assert(Math.abs(Date.parse(at) - Date.now()) < 60_000);
});

Deno.test("AuditLog.add() begins a new file where one is full, and keeps four", () => {
  using dir = new TempDir();
  const log = new AuditLog(new OwnFolder(dir.path), () => {});
  const pathOf = (name: string) => dir.join(".kobo", name);
  for (let i = 0; i < 7; i++) {
    log.add({ who: `file ${i}`, what: "log_in" });
    // As if so much had been written since.
    Deno.truncateSync(pathOf("audit.log"), 4 * 1024 ** 2);
  }
  const names = [...Deno.readDirSync(dir.join(".kobo"))].map(({ name }) => name)
    .filter((name) => name.endsWith(".log")).sort();
  assertEquals(names, ["audit.1.log", "audit.2.log", "audit.3.log", "audit.4.log", "audit.log"]);
  assert(Deno.readTextFileSync(pathOf("audit.4.log")).includes("file 2"));
  assert(Deno.readTextFileSync(pathOf("audit.log")).includes("file 6"));
});

Deno.test("AuditLog.add() lets nobody without a token push out what others did", () => {
  using dir = new TempDir();
  const log = new AuditLog(new OwnFolder(dir.path), () => {});
  log.add({ who: "ann", what: "annotate" });
  for (let i = 0; i < 1000; i++) log.add({ who: null, what: "refused", detail: `${i}` });
  const lines = Deno.readTextFileSync(dir.join(".kobo", "audit.log")).trim().split("\n");
  assert(lines.length <= 42, `${lines.length}`); // The minute may end in between.
});

Deno.test("AuditLog.add() says once that it cannot write, and follows no link", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join(".kobo"));
  Deno.writeTextFileSync(dir.join("victim"), "untouched");
  Deno.symlinkSync(dir.join("victim"), dir.join(".kobo", "audit.log"));
  const problems: string[] = [];
  const log = new AuditLog(new OwnFolder(dir.path), (problem) => problems.push(problem));
  for (let i = 0; i < 3; i++) log.add({ who: "ann", what: "annotate" });
  assertEquals(problems.length, 1);
  assertMatch(problems[0]!, /Cannot write .*audit\.log/);
  assertEquals(Deno.readTextFileSync(dir.join("victim")), "untouched");
});
