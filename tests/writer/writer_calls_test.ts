import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { MediaSource, SentRecords } from "../../writer/records.ts";
import { stepsBlock } from "./fake_disk.ts";
import { KeptTables } from "./kept_tables.ts";
import { TestedWriter } from "./tested_writer.ts";

const SOUND: MediaSource = {
  kind: "samples",
  channels: [Float32Array.of(0, 0.5, 1)],
  sampleRate: 8000,
};

function sent(step: number, source: MediaSource = SOUND): SentRecords {
  const media = [{ name: "sound", index: 0, type: "audio" as const, caption: "a caption", source }];
  const records = { step, globalStep: null, timeMs: 0, media, tables: [], histograms: [] };
  return { records, byteCount: 10 };
}

Deno.test("Writer commits no log call before its media are stored, and none after it", async () => {
  const tables = new KeptTables();
  let acked = 0;
  await using test = new TestedWriter({
    openBackend: tables.openBackend,
    flushIntervalMs: 20,
  });
  Deno.writeTextFileSync(test.dir.join("media"), "a file where the folder should be");
  const onAcked = () => acked++;
  test.writer.addBlock(stepsBlock(0, 2), onAcked);
  test.writer.addBlock(stepsBlock(2, 3), onAcked, sent(4));
  test.writer.addBlock(stepsBlock(5, 2), onAcked);
  assertEquals(acked, 3, "all are in the journal at once");
  while (tables.steps("metrics").length < 2) await new Promise((done) => setTimeout(done, 5));
  await new Promise((done) => setTimeout(done, 100));
  assertEquals([tables.steps("metrics"), tables.steps("media")], [[0, 1], []]);
  Deno.removeSync(test.dir.join("media"));
  await test.writer.flush();
  assertEquals([tables.steps("metrics"), tables.steps("media")], [[0, 1, 2, 3, 4, 5, 6], [4]]);
  assertEquals(tables.cells("media", "caption"), ["a caption"]);
});

Deno.test("Writer commits nothing of a journal whose first log call is not complete", async () => {
  const tables = new KeptTables();
  await using test = new TestedWriter({ openBackend: tables.openBackend, flushIntervalMs: 10 });
  Deno.writeTextFileSync(test.dir.join("media"), "a file where the folder should be");
  test.writer.addBlock(stepsBlock(0, 1), () => {}, sent(0));
  test.writer.addBlock(stepsBlock(1, 1), () => {});
  await new Promise((done) => setTimeout(done, 300));
  assertEquals([tables.steps("metrics"), tables.steps("media")], [[], []]);
  Deno.removeSync(test.dir.join("media"));
  await test.writer.flush();
  assertEquals([tables.steps("metrics"), tables.steps("media")], [[0, 1], [0]]);
  assertEquals(tables.cells("media", "caption"), ["a caption"]);
});

Deno.test("Writer completes what another one has left open, also what was never committed", async () => {
  for (const how of ["kept", "lost", "torn"] as const) {
    const tables = new KeptTables();
    await using killed = new TestedWriter({ openBackend: tables.openBackend });
    Deno.writeTextFileSync(killed.dir.join("media"), "a file where the folder should be");
    killed.writer.addBlock(stepsBlock(0, 3), () => {}, sent(2));
    killed.writer.addBlock(stepsBlock(3, 1), () => {}, sent(3));
    killed.writer.addBlock(stepsBlock(4, 1), () => {});
    const journal = killed.dir.join("data", "journal");
    await using next = new TestedWriter({ openBackend: tables.openBackend });
    Deno.mkdirSync(next.dir.join("data"));
    new Deno.Command("cp", { args: ["-r", journal, next.dir.join("data")] }).outputSync();
    Deno.removeSync(killed.dir.join("media"));
    const file = next.dir.join("data", "journal", "deferred", "00000002.records");
    if (how === "lost") Deno.removeSync(file);
    if (how === "torn") Deno.truncateSync(file, 100);

    const states = await next.writer.inspect();
    assertEquals(
      states.map(({ table, lastStep, rowCount }) => [table, lastStep, rowCount]),
      [["metrics", 4, 5], ["media", 3, 2]],
    );
    next.writer.addBlock(stepsBlock(5, 1), () => {}, sent(5));
    await next.writer.flush();
    assertEquals(tables.steps("metrics"), [0, 1, 2, 3, 4, 5]);
    assertEquals(tables.steps("media"), [2, 3, 5]);
    const [first, ...others] = tables.cells("media", "caption");
    if (how === "kept") assertEquals(first, "a caption");
    else assertMatch(String(first), /lost/);
    assertEquals(others, ["a caption", "a caption"]);
    assertEquals(tables.cells("media", "media_id").length, how === "kept" ? 3 : 2);
    assertEquals(next.problems.length, how === "kept" ? 0 : 1);
    await next.writer.finish();
    assert(!next.hasJournal);
    assertEquals(next.names, []);
  }
});

Deno.test("Writer says of no step that it is in the journal and lost, when the disk is full", async () => {
  await using test = new TestedWriter({
    openBackend: new KeptTables().openBackend,
    busyTimeoutMs: 100,
  });
  test.writer.addBlock(stepsBlock(0, 2), () => {}, sent(1));
  await test.writer.flush();
  test.writer.addBlock(stepsBlock(2, 2), () => {}, sent(3));
  // From here on the journal takes nothing, and the media of step 3 are stored meanwhile.
  const data = test.dir.join("data");
  Deno.renameSync(data, `${data}_away`);
  Deno.writeTextFileSync(data, "a file where the folder should be");
  test.writer.addBlock(stepsBlock(4, 3), () => {}, sent(6));
  await assertRejects(() => test.writer.finish(), Error);
  const away = test.writer.describeLocation(true);
  assert(away.endsWith(", 2 to 3 went with the journal, 4 to 6 are lost"), away);
  Deno.removeSync(data);
  Deno.renameSync(`${data}_away`, data);
  const said = /up to (\d+) in the journal, (\d+) to (\d+) are lost/
    .exec(test.writer.describeLocation(true))?.slice(1).map(Number);
  assertEquals(said, [3, 4, 6], test.writer.describeLocation(true));
});
