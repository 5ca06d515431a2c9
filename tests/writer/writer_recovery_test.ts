import { assert, assertEquals, assertRejects } from "@std/assert";
import { assertContent, contentOf } from "../support/table_content.ts";
import { stepsBlock } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";
import { Journal } from "../../writer/journal/journal.ts";

Deno.test("Writer appends of an earlier journal only the rows above the backend's last", async () => {
  for (let committed = 0; committed <= 15; committed++) {
    await using test = new TestedWriter();
    Deno.mkdirSync(test.dir.join("data"));
    const journal = new Journal(test.dir.join("data", "journal"), () => {});
    for (const step of [0, 5, 10]) journal.append(stepsBlock(step, 5));
    journal.close();
    test.disk.blocks.push(stepsBlock(0, committed));
    Deno.writeTextFileSync(test.dir.join("data", "fake.db"), `${committed}`);
    test.nextStep = 15;

    const [state] = await test.writer.inspect();
    assertEquals([state?.rowCount, state?.lastStep], [15, 14]);
    assertEquals(test.disk.steps().length, committed);
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
    test.add(3);
    await test.writer.finish();
    assertContent(contentOf(test.disk.blocks), contentOf([stepsBlock(0, 18)]));
    assert(!test.hasJournal);
  }
});

Deno.test("Writer keeps rows in memory, in their order, while the journal cannot be written", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 100 });
  const { writer } = test;
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.add(2);
  test.add(2);
  assertEquals(test.ackedRows, 0);
  assertEquals(test.problems.length, 2);
  await assertRejects(() => writer.flush(), Error);
  await assertRejects(() => writer.finish(), Error);
  Deno.removeSync(test.dir.join("data"));
  test.add(2);
  assertEquals(test.ackedRows, 6);
  await test.writer.flush();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.finish() waits for a disk that is full to have room again", async () => {
  await using test = new TestedWriter();
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.add(3);
  const finished = test.writer.finish();
  await new Promise((resolve) => setTimeout(resolve, 100));
  Deno.removeSync(test.dir.join("data"));
  await finished;
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer says what is lost with a finish that fails, and what is in memory before", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 100 });
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.add(2);
  test.add(3);
  await assertRejects(() => test.writer.finish(), Error);
  const unopened = "The backend's files were not opened"; // And there is no journal.
  assertEquals(test.writer.describeLocation(true), `${unopened}, steps 0 to 4 are lost`);
  assertEquals(
    test.writer.describeLocation(false),
    `${unopened}, steps 0 to 4 are in memory alone`,
  );
  Deno.removeSync(test.dir.join("data"));
  await test.writer.flush();
  test.disk.before = () => {
    throw new Error("The disk is full");
  };
  test.add(2);
  await assertRejects(() => test.writer.flush(), Error);
  assertEquals(
    test.writer.describeLocation(true),
    "Steps up to 4 are in the backend's files, up to 6 in the journal",
  );
});

Deno.test("Writer keeps the journal of a folder that was away at the end of a commit", async () => {
  await using test = new TestedWriter();
  const away = `${test.dir.path}_away`;
  test.add(2);
  await test.writer.flush();
  test.add(2);
  test.disk.before = (call) => {
    if (call !== "commit") return;
    Deno.renameSync(test.dir.path, away);
    throw new Error("The folder is away");
  };
  await assertRejects(() => test.writer.flush(), Error, "away");
  test.disk.before = () => {};
  Deno.renameSync(away, test.dir.path);
  test.add(2);
  const names = [...Deno.readDirSync(test.dir.join("data", "journal"))].map(({ name }) => name);
  assertEquals(names, ["000001.journal"], "and no base that is of the midst of the run");
  await test.writer.flush();
  assertEquals(test.problems, []);
  assertEquals(test.disk.steps(), test.steps);
});
