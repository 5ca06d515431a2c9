/** Wrappers, boards and sources of output come and go at random: what is shown is kept, and no more. */
import { assertEquals } from "@std/assert";
import { runHidingScript, SECRET } from "./support/hiding_script.ts";

const RUNS = 8;

/**
 * Prints by random means under random wrappers, with up to three boards. Each line has the secret in
 * it. The script notes which lines each board must have, and compares.
 */
const code = (seed: number) => `
  let state = ${seed};
  const random = (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return (state >>> 8) % below;
  };
  const pick = (list) => list[random(list.length)];
  const clean = (chunk) => typeof chunk === "string" ? hide(chunk)[0] : bytes(hide(text(chunk))[0]);
  const PLACES = [
    ...["log", "error", "warn", "debug"].map((name) => [() => console, name]),
    [() => Deno.stdout, "writeSync"],
    [() => process.stdout, "write"],
    [() => process.stderr, "write"],
  ];
  const wrappers = new Map(PLACES.map((place) => [place, []]));
  const wrap = (place, kind) => {
    const [of, name] = place;
    const before = of()[name];
    const had = Object.hasOwn(of(), name);
    const isChunk = name === "writeSync";
    const drop = (chunk) => chunk?.length ?? 0;
    const hideChunk = (chunk) => (before.call(of(), clean(chunk)), chunk.length);
    const hideTexts = (...values) =>
      before.apply(of(), values.map((value) => typeof value === "object" ? value : clean(value)));
    of()[name] = kind === "drop" ? drop : isChunk ? hideChunk : hideTexts;
    const undo = () => had ? of()[name] = before : delete of()[name];
    wrappers.get(place).push({ kind, undo });
  };
  const unwrap = (place) => wrappers.get(place).pop()?.undo();
  const boards = [];
  const expected = new Map();
  // From now on no line is printed as it is.
  for (const place of PLACES) wrap(place, "hide");
  for (let i = 0; i < 400; i++) {
    const place = pick(PLACES);
    const act = random(10);
    if (act === 0 && boards.length < 3 && opened < 12) {
      const board = open();
      boards.push(board);
      expected.set(board.boardId, "");
    } else if (act === 1 && boards.length > 0) {
      const [board] = boards.splice(random(boards.length), 1);
      if (random(2) === 0) board.finishSync();
      else await board.finish();
    } else if (act === 2) {
      wrap(place, pick(["hide", "hide", "drop"]));
    } else if (act === 3 && wrappers.get(place).length > 1) {
      unwrap(place);
    } else {
      const [object, name] = place;
      const line = "line " + i + " " + SECRET;
      if (object() === console) console[name](line);
      else if (name === "writeSync") Deno.stdout.writeSync(bytes(line + "\\n"));
      else object().write(line + "\\n");
      const isDropped = (of) => wrappers.get(of).some(({ kind }) => kind === "drop");
      // What goes through process.stdout goes through Deno.stdout, but in a terminal.
      const lower = object() === process.stdout ? PLACES[4] : undefined;
      if (isDropped(place) || (lower !== undefined && isDropped(lower))) continue;
      const isError = name === "error" || name === "warn" || object() === process.stderr;
      const shown = (isError ? "[STDERR] " : "") + hide(line)[0] + "\\n";
      for (const { boardId } of boards) expected.set(boardId, expected.get(boardId) + shown);
    }
  }
  for (const board of boards) await board.finish();
  for (const [boardId, lines] of expected) {
    let log = "";
    try {
      log = Deno.readTextFileSync("boards/" + boardId + "/logs/output.log");
    } catch {
      // Nothing was printed.
    }
    if (log !== lines) throw new Error(boardId + " has\\n" + log + "\\ninstead of\\n" + lines);
  }
  const write = Object.getPrototypeOf(Deno.stdout).writeSync;
  write.call(Deno.stdout, bytes("compared " + expected.size + "\\n"));
`;

for (let run = 0; run < RUNS; run++) {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  Deno.test(`whatever comes and goes, what is shown is kept, and no more (${run})`, async () => {
    const { code: exitCode, stdout, stderr, leaks } = await runHidingScript(code(seed));
    const about = `seed ${seed}: ${stderr.slice(-2000)}`;
    assertEquals([exitCode, leaks, (stdout + stderr).includes(SECRET)], [0, [], false], about);
    assertEquals(
      /compared ([1-9]|1\d)$/m.test(stdout),
      true,
      `seed ${seed}: ${stdout.slice(-100)}`,
    );
  });
}
