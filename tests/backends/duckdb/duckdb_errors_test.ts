import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { fromFileUrl } from "@std/path";
import { BackendBusyError, isDamagedError } from "../../../backends/backend.ts";
import {
  isFatal,
  isFileLocked,
  isForbidden,
  isInvalidQuery,
  isMaybeDamage,
  isRefusedBySystem,
  textOfErrorCall,
  toAttachError,
  toDamageError,
} from "../../../backends/duckdb/duckdb_errors.ts";
import { readAllSql } from "../../../backends/duckdb/verify_sql.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** The error of a query, by an instance that may read no other files. */
async function errorOf(...queries: string[]): Promise<Error> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const sql of queries) await connection.run(sql);
  } catch (error) {
    return error as Error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  throw new Error(`Expected an error from ${queries.at(-1)}`);
}

const KINDS = {
  isFileLocked,
  isRefusedBySystem,
  isFatal,
  isMaybeDamage,
  isInvalidQuery,
  isForbidden,
};

/** The names of all kinds that an error is of. */
function kindsOf(error: unknown): string[] {
  return Object.entries(KINDS).filter(([, is]) => is(error)).map(([name]) => name);
}

Deno.test("a query that is no SQL, or names what is not there, is invalid", async () => {
  for (const sql of ["SELEC 1", "SELECT * FROM nothing", "SELECT x"]) {
    assertEquals(kindsOf(await errorOf(sql)), ["isInvalidQuery"], sql);
  }
});

Deno.test("a query that the settings forbid is forbidden", async () => {
  const lock = ["SET enable_external_access = false", "SET lock_configuration = true"];
  assertEquals(kindsOf(await errorOf(...lock, "FROM read_text('/etc/passwd')")), ["isForbidden"]);
  assertEquals(kindsOf(await errorOf(...lock, "SET threads = 2")), ["isForbidden"]);
});

Deno.test("a query's own error is of no kind, whatever values it quotes", async () => {
  const text = "checksum mismatch: Corrupt, INTERNAL Error";
  assertEquals(kindsOf(await errorOf(`SELECT '${text}'::INTEGER`)), []);
});

Deno.test("textOfErrorCall() is what error() was called with", async () => {
  assertEquals(textOfErrorCall(await errorOf("SELECT error('two\nlines')")), "two\nlines");
  assertEquals(textOfErrorCall(await errorOf("SELEC 1")), undefined);
});

Deno.test("a file that another process writes is locked, and not damaged", async () => {
  using dir = new TempDir();
  const path = dir.join("held.duckdb");
  const script = fromFileUrl(import.meta.resolve("./fixtures/hold_file.ts"));
  const other = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = other.stdout.getReader();
  await output.read(); // It has the file now.
  const found = await errorOf(`ATTACH '${path}' AS held`);
  assertEquals(kindsOf(found), ["isFileLocked"]);
  await other.stdin.close();
  await output.cancel();
  await other.status;
});

Deno.test("files with flipped bytes may be damaged, those that are not there are not", async () => {
  using dir = new TempDir();
  const path = dir.join("flipped.duckdb");
  await errorOf(
    `ATTACH '${path}' AS flipped`,
    "CREATE TABLE flipped.t AS SELECT range AS i, random() AS x FROM range(500000)",
    "DETACH flipped",
    "SELEC 1",
  );
  const bytes = Deno.readFileSync(path);
  for (let at = 20_000; at < bytes.length; at += 5000) bytes[at]! ^= 0x55;
  Deno.writeFileSync(path, bytes);
  const found = await errorOf(`ATTACH '${path}' AS flipped (READ_ONLY)`, readAllSql("flipped.t"));
  assert(isMaybeDamage(found), found.message);
  assert(isDamagedError(toDamageError(path, found)));

  const missing = await errorOf(`ATTACH '${dir.join("no", "such")}' AS missing (READ_ONLY)`);
  assert(!isMaybeDamage(missing), missing.message);
});

Deno.test("toDamageError() takes what the system refused, and our own errors, for no damage", () => {
  for (
    const error of [
      new Error("IO Error: Could not write file: No space left on device"),
      new Error("IO Error: Cannot open file: Permission denied"),
      new Error("Out of Memory Error: could not allocate block"),
      new BackendBusyError("held"),
      "no error",
    ]
  ) assertEquals(toDamageError("a.duckdb", error), error);
});

Deno.test("isFatal() tells errors after which an instance is of no use", () => {
  assert(isFatal(new Error("FATAL Error: database has been invalidated")));
  assert(isFatal(new Error("INTERNAL Error: Attempted to dereference")));
  assert(!isFatal(new Error("Conversion Error: INTERNAL Error")));
});

/** As DuckDB's source words them for Windows; the reasons are in the user's language. */
const HELD_ON_WINDOWS = [
  'IO Error: Cannot open file "C:/runs/a/data/board.duckdb": The process cannot access the file because it is being used by another process.\r\n\nFile is already open in C:/deno.exe (PID 3528)',
  'IO Error: Cannot open file "E:/DBX.duckdb": 另一个程序正在使用此文件，进程无法访问。\r\n',
];
const REFUSED_ON_WINDOWS = [
  'IO Error: Could not write file "C:/board.duckdb" (error in WriteFile): 磁盘空间不足。',
  'IO Error: Could not read file "C:/board.duckdb" (error in ReadFile(location: 4096, nr_bytes: 8)): 设备未就绪。',
  'IO Error: Failed to delete file "C:/board.duckdb.wal": 拒绝访问。',
];

Deno.test("a file that is held on Windows is busy and not damaged, in any language", () => {
  for (const message of HELD_ON_WINDOWS) {
    const error = new Error(message);
    assertEquals([isFileLocked(error, "windows"), isFileLocked(error, "linux")], [true, false]);
    assertEquals(toDamageError("board.duckdb", error, "windows"), error);
  }
  for (const message of REFUSED_ON_WINDOWS) {
    const error = new Error(message);
    assertEquals([isFileLocked(error, "windows"), isRefusedBySystem(error, "windows")], [
      false,
      true,
    ]);
    assertEquals(toDamageError("board.duckdb", error, "windows"), error);
  }
});

Deno.test("a file that is cut short is damaged on Windows too", () => {
  const texts = [
    'IO Error: Could not read all bytes from file "C:/board.duckdb": wanted=8 read=0',
    "IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2",
  ];
  for (const text of texts) {
    const error = toDamageError("board.duckdb", new Error(text), "windows");
    assert(isDamagedError(error), text);
  }
});

Deno.test("a file that nobody can lock is held by no other process", () => {
  for (
    const reason of [
      "File locks are not supported for this file system, cannot open the file in read-write mode",
      "Function not implemented",
      "No locks available",
      "Operation not supported",
    ]
  ) {
    const error = new Error(
      `IO Error: Could not set lock on file "/b.duckdb": ${reason}. See also …`,
    );
    assertEquals(isFileLocked(error), false, reason);
    const told = toAttachError("/b.duckdb", error) as Error;
    assertStringIncludes(told.message, "its file system has no file locks");
    assertEquals(told.cause, error);
  }
  const held = new Error(
    'IO Error: Could not set lock on file "/b.duckdb": Conflicting lock is held',
  );
  assertEquals(toAttachError("/b.duckdb", held) instanceof BackendBusyError, true);
});
