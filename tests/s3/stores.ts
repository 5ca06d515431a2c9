/**
 * The store of S3 against servers that others wrote: `deno task test:s3`. No part of `deno task
 * test`, as it installs moto with pip, and builds versitygw with Go, the first time.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { S3Store } from "../../stores/s3_store.ts";
import { assertKind, testStore } from "../stores/conformance.ts";
import { makeBucket } from "./support/make_bucket.ts";
import { CREDENTIALS } from "./support/s3_server.ts";
import { findServers, type ServerKind } from "./support/servers.ts";

const PART_BYTES = 5 * 1024 ** 2;
const X = new Uint8Array([120]);

for (const kind of await findServers("S3Store")) await testServer(kind);

/** The server is started once for all its tests, and ends with the last one. */
async function testServer({ name, start }: ServerKind): Promise<void> {
  const server = await start();
  const { options } = server;
  const bucket = await makeBucket("boards", options);
  let count = 0;
  testStore(`S3Store with ${name}`, () => {
    const address = `${bucket}/test ${++count}`; // A prefix of its own is as good as a bucket.
    return {
      largeBytes: PART_BYTES * 2 + 12_345,
      open: () => new S3Store(address, { ...options, partBytes: PART_BYTES }),
      [Symbol.dispose]: () => {},
    };
  });

  Deno.test(`S3Store with ${name} lists thousands in pages of a thousand`, async () => {
    using store = new S3Store(`${bucket}/pages`, options);
    for (let i = 0; i < 1100; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.put(`run/${i + n}`, X)));
    }
    const pages = await Array.fromAsync(store.list("run/"));
    assertEquals(pages.map(({ length }) => length), [1000, 100]);
    assertEquals(new Set(pages.flat().map(({ key }) => key)).size, 1100);
  });

  Deno.test(`S3Store with ${name} names what is wrong, without secrets`, async () => {
    using missing = new S3Store("s3://no-such-bucket/boards", options);
    const errors = [
      await assertKind("no_store", missing.put("a", X)),
      await assertKind("no_store", missing.get("a", 0, 1)),
      await assertKind("no_store", Array.fromAsync(missing.list(""))),
    ];
    if (name !== "moto") { // It believes every key.
      for (const other of [{ secretAccessKey: "another-secret" }, { accessKeyId: "another-id" }]) {
        const credentials = { ...CREDENTIALS, ...other };
        using wrong = new S3Store(bucket, { ...options, credentials });
        errors.push(await assertKind("denied", wrong.put("a", X)));
        errors.push(await assertKind("denied", wrong.get("a", 0, 1)));
      }
    }
    for (const { message } of errors) {
      assert(/s3:\/\/(no-such-bucket|boards)/.test(message), message);
      assert(!/secret|another/.test(message) && !message.includes(CREDENTIALS.accessKeyId));
    }
  });

  Deno.test(`${name} ends`, () => server[Symbol.asyncDispose]());
}
