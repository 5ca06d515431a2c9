import { inflateRawSync } from "node:zlib";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Board, Media, Table } from "../../mod.ts";
import { shareBoards, type ShareOptions } from "../../share/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { SharedServer } from "../../viewer/page/shared/shared_server.ts";
import { DiskFiles } from "./disk_files.ts";

const SECRET = "s3cr3t-config-value";

async function makeBoard(baseDir: string, boardId = "private"): Promise<void> {
  const board = new Board({
    name: "run",
    boardId,
    baseDir,
    config: { key: SECRET },
    notes: "my-notes",
  });
  board.updateConfig({ key: `${SECRET}-changed` });
  const image = (value: number) =>
    new Media({ data: new Uint8Array(64).fill(value), width: 8, height: 8 });
  for (let i = 0; i < 20; i++) {
    if (i === 5) board.step();
    board.log({
      loss: i,
      ...(i % 3 === 0 ? { half: i / 2 } : {}),
      ...(i % 10 === 0 ? { word: `text ${i}`, image: image(i) } : {}),
    });
  }
  board.logTable("answers", new Table([{ image: image(7), answer: "cell-text" }]));
  board.logHistogram("weights", [1, 2, 3]);
  board.alert("my-alert", { level: "error", text: "its text" });
  await board.finish({ error: new Error(`my-error in ${baseDir}/${boardId}`) });
  Deno.writeTextFileSync(`${baseDir}/${boardId}/logs/output.log`, "printed-line\nanother\n");
}

/** All files of a folder as one text, names included. */
function allText(folder: string): string {
  return [...Deno.readDirSync(folder)].map(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    const text = () => new TextDecoder("latin1").decode(Deno.readFileSync(path));
    return `${name}\n${isDirectory ? allText(path) : text()}`;
  }).join("\n");
}

Deno.test("shareBoards() writes what is left out into no file, and where the board is never", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  await makeBoard(baseDir);
  const all = await shareBoards(baseDir, dir.join("site"));
  assertEquals([all.shared, all.failed, all.problems], [["private"], [], []]);
  const text = allText(dir.join("site"));
  const host = `"hostname":"${Deno.hostname()}"`;
  for (
    const part of [
      ...[SECRET, "printed-line", "cell-text", "my-notes", "my-error", "my-alert", host],
      '"argv":[',
    ]
  ) {
    assertStringIncludes(text, part);
  }
  assert(text.includes("/media/0.png"));
  assert(!text.includes(dir.path), "the path of the folder is in the site");

  const asked: unknown[] = [];
  await shareBoards(baseDir, dir.join("site"), {
    without: ["config", "argv", "host", "logs", "alerts", "media", "tables", "notes"],
    confirm: (contents) => asked.push(contents) > 0,
  });
  assertEquals(asked.length, 1);
  const less = allText(dir.join("site"));
  for (
    const part of [
      SECRET,
      "printed-line",
      "cell-text",
      "my-notes",
      "my-error",
      "my-alert",
      host,
      '"argv"',
      "/media/0.png",
    ]
  ) {
    assert(!less.includes(part), `${part} is in the site`);
  }
  // The page's own code has these words.
  const { boards: [board] } = JSON.parse(Deno.readTextFileSync(dir.join("site", "share.json")));
  assertEquals(Object.keys(board.metadata.runtime).sort(), ["deno", "git_commit"]);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(), [
    "kohakuboard",
    "site",
  ]);
});

Deno.test("a shared site answers what the page asks", async () => {
  using dir = new TempDir();
  await makeBoard(dir.join("kohakuboard"));
  await shareBoards(dir.join("kohakuboard"), dir.join("site"));
  const server = new SharedServer(new DiskFiles(dir.join("site")));
  const ask = async (path: string) => await (await server.fetch(path)).json();
  const board = "/api/boards/private";

  const { rows: [first, ...others] } = await ask(`${board}/media?name=image`);
  assertEquals([first.step, others.length], [0, 1]);
  assertEquals(Deno.statSync(dir.join("site", ...first.url.split("/"))).size, first.sizeBytes);
  const { rows, media } = await ask(`${board}/tables?name=answers`);
  assertEquals(rows[0].rows[0][1], "cell-text");
  assert(
    Deno.statSync(dir.join("site", ...media[rows[0].rows[0][0].mediaId].url.split("/"))).isFile,
  );
  const { total, rows: [histogram] } = await ask(`${board}/histograms?name=weights&thin=240`);
  assertEquals([total, histogram.counts.reduce((a: number, b: number) => a + b)], [1, 3]);
  const { rows: [alert] } = await ask(`${board}/alerts`);
  assertEquals([alert.title, alert.text, alert.level, alert.step], [
    ...["my-alert", "its text", "error", 21],
  ]);
  const steps = `${board}/steps?kind=media&name=image`;
  assertEquals(await ask(steps), { steps: [0, 10] });
  assertEquals(await ask(`${steps}&x=global_step`), { steps: [0, 10], places: [null, 0] });
  assertEquals(await ask(`${steps}&x=metric&metric=half`), { steps: [0, 10], places: [0, 4.5] });
  assertEquals((await ask(`${steps}&x=metric&metric=word`)).places, [null, null]);
  assertEquals((await ask(`${board}/texts?name=word`)).texts, [
    { step: 10, text: "text 10" },
    { step: 0, text: "text 0" },
  ]);
  assertEquals((await ask(`${board}/logs/output?before=13`)).text, "printed-line\n");
  assertEquals((await ask(`${board}/logs/output?offset=13`)).text, "another\n");
  const { version, boards } = await ask("/api/boards");
  assertEquals(boards.length, 1);
  assertEquals((await server.fetch(`/api/boards?since=${version}`)).status, 204);
  for (const path of ["/api/boards/other", `${board}/read`, "/api/sql"]) {
    const reply = await server.fetch(path, { method: path === "/api/sql" ? "POST" : "GET" });
    assertEquals([reply.status, (await reply.json()).kind], [404, "not_found"], path);
  }
});

Deno.test("shareBoards() replaces an earlier share, and nothing that no share has written", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  await makeBoard(baseDir);
  const site = dir.join("site");
  const share = (target: string, options: ShareOptions = {}) =>
    shareBoards(baseDir, target, options);
  Deno.mkdirSync(site);
  await share(site);
  await share(site);
  assertEquals([...Deno.readDirSync(`${site}/data`)].length, 1);
  const before = allText(site);

  await assertRejects(() => share(site, { signal: AbortSignal.abort() }), DOMException);
  assertEquals((await share(site, { confirm: () => false })).path, undefined);
  assertEquals(allText(site), before);

  Deno.writeTextFileSync(`${site}/data/mine.txt`, "mine");
  await assertRejects(() => share(site), Error, "data/mine.txt, which no share has written");
  Deno.mkdirSync(dir.join("other"));
  Deno.writeTextFileSync(dir.join("other", "thesis.tex"), "mine");
  Deno.writeTextFileSync(dir.join("file"), "mine");
  for (
    const [target, reason] of [
      [dir.join("other"), "such as thesis.tex"],
      [dir.join("file"), "received a file"],
      [`${baseDir}/private`, "a folder with other things in it"],
      [`${baseDir}/private/site`, "a folder within the board"],
    ] as const
  ) {
    await assertRejects(() => share(target), Error, reason);
  }
  await assertRejects(
    () => shareBoards(baseDir, `${baseDir}/private/data/run.html`, { singleFile: true }),
    Error,
    "a file within the board",
  );
  if (Deno.build.os !== "windows") {
    Deno.symlinkSync(dir.join("elsewhere"), dir.join("link"));
    await assertRejects(() => share(dir.join("link")), Error, "received a link");
  }
  await assertRejects(() => share(dir.join("new"), { boards: ["none"] }), Error, '"none"');
  await assertRejects(
    () => share(dir.join("new"), { boards: [] }),
    RangeError,
    "one board at least",
  );
  const wrong = { without: ["secrets"] } as unknown as ShareOptions;
  await assertRejects(() => share(dir.join("new"), wrong), RangeError, 'received "secrets"');
  const misspelt = { ["with"]: [] } as ShareOptions;
  await assertRejects(() => share(dir.join("new"), misspelt), TypeError, '"with"');
  const left = [...Deno.readDirSync(dir.path)].map(({ name }) => name);
  assertEquals(left.filter((name) => name === "new" || name.endsWith(".tmp")), []);
});

Deno.test("shareBoards() passes on no file of elsewhere", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  await makeBoard(baseDir, "media");
  await makeBoard(baseDir, "log");
  await makeBoard(baseDir, "sound");
  Deno.writeTextFileSync(dir.join("key"), "my-private-key");
  const media = `${baseDir}/media/media`;
  const [image] = [...Deno.readDirSync(media)].map(({ name }) => name).sort();
  Deno.removeSync(`${media}/${image}`);
  Deno.linkSync(dir.join("key"), `${media}/${image}`);
  Deno.removeSync(`${baseDir}/log/logs/output.log`);
  Deno.linkSync(dir.join("key"), `${baseDir}/log/logs/output.log`);
  const { shared, failed, problems } = await shareBoards(baseDir, dir.join("site"));
  assertEquals(shared.sort(), ["media", "sound"]);
  assertStringIncludes(failed[0]?.reason ?? "", "found a hard link");
  assertStringIncludes(problems[0]?.problem ?? "", `${image} is left out`);
  assert(!allText(dir.join("site")).includes("my-private-key"));
});

Deno.test("shareBoards() writes one file, as large as it may be, and says what it has not", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("kohakuboard");
  await makeBoard(baseDir);
  const long = new Board({ name: "long", boardId: "long", baseDir });
  for (let i = 0; i < 100_000; i++) {
    long.log({ wave: Math.sin(i) * Math.cos(i / 77) + (i === 54_321 ? 9 : 0) });
  }
  await long.finish();
  const page = dir.join("run.html");
  const single = (options: ShareOptions) =>
    shareBoards(baseDir, page, { singleFile: true, ...options });
  const whole = await single({});
  assertEquals([whole.files, whole.maxRows], [1, undefined]);
  assertEquals(Deno.statSync(page).size, whole.bytes);
  assertEquals(textIn(page).filter((text) => text.includes("printed-line")).length, 1);
  assert(!textIn(page).some((text) => text.includes("not all rows")));

  const less = await single({ maxSizeBytes: 1_000_000, without: ["logs", "config"] });
  assert(less.bytes <= 1_000_000 && less.maxRows! > 1000, JSON.stringify(less));
  assertEquals(Deno.statSync(page).size, less.bytes);
  assert(textIn(page).some((text) => text.includes("This page has not all rows of metrics")));
  assert(!textIn(page).some((text) => text.includes("printed-line") || text.includes(SECRET)));

  const huge = { name: "huge", boardId: "huge", baseDir, config: { text: randomText(2_000_000) } };
  await new Board(huge).finish();
  const before = Deno.readFileSync(page);
  await assertRejects(
    () => single({ maxSizeBytes: 1_000_000, boards: ["huge"] }),
    Error,
    "even with 500 rows of each metric; leave out",
  );
  assertEquals(Deno.readFileSync(page), before);
  Deno.writeTextFileSync(dir.join("mine.html"), "<!doctype html><p>mine");
  for (
    const [target, reason] of [["mine.html", "no share has written"], [".", "a folder"]] as const
  ) {
    await assertRejects(
      () => shareBoards(baseDir, dir.join(target), { singleFile: true }),
      Error,
      reason,
    );
  }
  await assertRejects(() => shareBoards(baseDir, page, { maxSizeBytes: 2e6 }), RangeError);
  await assertRejects(() => single({ maxSizeBytes: 10 }), RangeError, "1000000 or more");
});

/** The files within a page, as text. */
function textIn(page: string): string[] {
  const pattern = /data-coding="(\w+)">([^<]*)</g;
  return [...Deno.readTextFileSync(page).matchAll(pattern)].map(([, coding, text = ""]) => {
    const bytes = Uint8Array.fromBase64(text);
    return new TextDecoder("latin1").decode(coding === "deflate" ? inflateRawSync(bytes) : bytes);
  });
}

function randomText(length: number): string {
  return crypto.getRandomValues(new Uint8Array(32_768)).toBase64().repeat(
    Math.ceil(length / 40_000),
  ).replaceAll(/.{97}/g, (piece) => piece + Math.random());
}
