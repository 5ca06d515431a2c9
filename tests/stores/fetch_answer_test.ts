import { type AddressInfo, createServer } from "node:net";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fetchAnswer } from "../../stores/fetch_answer.ts";
import { HttpStore } from "../../stores/http_store.ts";
import { StoreError } from "../../stores/store_error.ts";
import { TLS_FILES } from "../viewer/server/support/tls_files.ts";

Deno.test("fetchAnswer() says why nothing was answered, and what to do for a certificate", async () => {
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    cert: Deno.readTextFileSync(TLS_FILES.certFile),
    key: Deno.readTextFileSync(TLS_FILES.keyFile),
  }, () => new Response());
  const reasonOf = (address: string) =>
    fetchAnswer((signal) => fetch(address, { signal }), { method: "GET", maxBytes: 10 })
      .then((answer) => "reason" in answer && answer.reason);
  const { port } = server.addr;
  const untrusted = await reasonOf(`https://127.0.0.1:${port}/a?secret=1`);
  assertMatch(String(untrusted), /^client error .*invalid peer certificate.*; DENO_CERT names/);
  await server.shutdown();
  const refused = await reasonOf(`http://127.0.0.1:${port}/a?secret=1`);
  assertMatch(String(refused), /refused/);
  assertEquals(/secret/.test(`${untrusted} ${refused}`), false);
});

/** What servers send that come to no end, after the head of a request. */
const ENDLESS: Record<string, { first: string; again: string }> = {
  "a head of ever more lines": { first: "HTTP/1.1 200 OK\r\n", again: "x-more: 1\r\n" },
  "ever more heads of no answer": { first: "", again: "HTTP/1.1 100 Continue\r\n\r\n" },
  "chunks of a byte": {
    first: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    again: "1\r\na\r\n",
  },
  "a chunk whose size has no end": {
    first: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;",
    again: "a",
  },
  "trailers without end": {
    first: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
    again: "x-more: 1\r\n",
  },
  "an error that trickles": {
    first: "HTTP/1.1 500 Internal\r\ncontent-length: 60000\r\n\r\n",
    again: "a",
  },
  "nothing at all": { first: "", again: "" },
};

for (const [what, { first, again }] of Object.entries(ENDLESS)) {
  Deno.test(`an answer is given up where next to nothing comes of it: ${what}`, async () => {
    let requests = 0;
    const timers = new Set<ReturnType<typeof setInterval>>();
    const server = createServer((connection) => {
      connection.on("error", () => {}); // It is cut off, as it should be.
      connection.once("data", () => {
        requests++;
        if (first !== "") connection.write(first);
        const timer = setInterval(() => again !== "" && connection.write(again), 20);
        timers.add(timer);
        connection.on("close", () => clearInterval(timer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const store = new HttpStore(`http://127.0.0.1:${port}`, "of_a_person", { maxStallMs: 500 });
      // As large as any: the time that so many bytes may take is no bound.
      await assertRejects(
        () => store.get("run/metadata.json", 0, 2 ** 24),
        StoreError,
        "next to nothing came for 0.5 s",
      );
      assertEquals(requests, 2);
    } finally {
      for (const timer of timers) clearInterval(timer);
      await new Promise((resolve) => server.close(resolve));
    }
  });
}
