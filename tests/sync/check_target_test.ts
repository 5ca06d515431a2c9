import { assertEquals, assertRejects } from "@std/assert";
import { checkTarget } from "../../sync/check_target.ts";
import { FolderStore } from "../../stores/folder_store.ts";
import type { PutCondition, StoreCallOptions, StoreContent } from "../../stores/store.ts";
import { StoreError } from "../../stores/store_error.ts";
import { S3Store } from "../../stores/s3_store.ts";
import { SmallS3 } from "./support/small_s3.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** A store that writes whatever the condition is, where it is of some kind. */
class CarelessStore extends FolderStore {
  readonly #ignored: "absent" | "version";

  constructor(path: string, ignored: "absent" | "version") {
    super(path);
    this.#ignored = ignored;
  }

  override put(
    key: string,
    content: StoreContent,
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string> {
    const kind = condition === undefined || condition === "absent" ? condition : "version";
    return super.put(key, content, kind === this.#ignored ? undefined : condition, options);
  }
}

for (const [ignored, header] of [["absent", "If-None-Match"], ["version", "If-Match"]] as const) {
  Deno.test(`checkTarget() refuses a store that ignores the condition "${ignored}"`, async () => {
    using dir = new TempDir();
    using store = new CarelessStore(dir.path, ignored);
    await assertRejects(
      () => checkTarget(store, { dryRun: false }),
      StoreError,
      `(${header})`,
    );
  });
}

Deno.test("checkTarget() takes no store for a careless one where answers are lost", async () => {
  await using server = new SmallS3();
  let attempts = 0;
  // Each change is done, or refused, at the second attempt.
  server.onRequest = (request) =>
    request.startsWith("PUT") && ++attempts % 2 === 1
      ? new Response("<Error><Code>InternalError</Code></Error>", { status: 500 })
      : undefined;
  for (const _ of ["new", "marked"]) {
    using store = new S3Store(server.address, server.s3);
    await checkTarget(store, { dryRun: false });
  }
  assertEquals([...server.objects.keys()], ["kobo_boards.json"]);
});
