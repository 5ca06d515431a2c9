import { assert } from "@std/assert";
import { TempDir } from "../../testing/temp_dir.ts";
import { ComparedFiles } from "../../writer/compared_files.ts";
import { OwnWrites } from "../../writer/own_writes.ts";

/** A file of an earlier run that was compared. */
class ComparedFile implements Disposable {
  readonly #dir = new TempDir();
  readonly #compared = new ComparedFiles(this.#dir.path);
  readonly own = new OwnWrites(this.#compared);

  constructor() {
    Deno.writeTextFileSync(this.#dir.join("rows"), "");
    this.#compared.add("rows", this.#compared.contentOf("rows"), { size: 0, blocks: [] });
  }

  /** Another size: the clock of a file system is coarse. */
  write(): void {
    Deno.writeTextFileSync(this.#dir.join("rows"), "x", { append: true });
  }

  commit(): void {
    this.own.begin();
    this.write();
    this.own.end();
  }

  remove(): void {
    Deno.removeSync(this.#dir.join("rows"));
  }

  areAll(now?: number): boolean {
    return this.own.areAll("rows", now);
  }

  [Symbol.dispose](): void {
    this.#dir[Symbol.dispose]();
  }
}

Deno.test("only the backend has written, as long as each write is its own", () => {
  using file = new ComparedFile();
  assert(!file.areAll(), "nothing is known before the comparison");
  file.own.start();
  assert(file.areAll());
  for (let i = 0; i < 3; i++) file.commit();
  assert(file.areAll());
  assert(!file.own.areAll("other"));
});

for (
  const [when, doIt] of [
    ["before the files were compared to their end", (file) => file.write()],
    ["before a commit", (file) => {
      file.own.start();
      file.write();
      file.commit();
    }],
    ["between two commits", (file) => {
      file.own.start();
      file.commit();
      file.write();
      file.commit();
      file.commit();
    }],
    ["after the last one", (file) => {
      file.own.start();
      file.commit();
      file.write();
    }],
    ["or removed it", (file) => {
      file.own.start();
      file.own.begin();
      file.remove();
      file.own.end();
      file.write();
    }],
    ["or the backend has, and failed", (file) => {
      file.own.start();
      file.own.begin();
      file.write();
      file.commit();
    }],
  ] as [string, (file: ComparedFile) => void][]
) {
  Deno.test(`it is noticed that somebody else has written to a file ${when}`, () => {
    using file = new ComparedFile();
    doIt(file);
    if (when.startsWith("before the files")) file.own.start();
    assert(!file.areAll());
    file.commit();
    assert(!file.areAll());
  });
}

Deno.test("a file that was compared long ago is to be read again", () => {
  using file = new ComparedFile();
  file.own.start(1000);
  assert(file.areAll(61_000));
  assert(!file.areAll(61_001));
});
