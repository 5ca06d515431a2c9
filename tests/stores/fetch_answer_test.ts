import { assertEquals, assertMatch } from "@std/assert";
import { fetchAnswer } from "../../stores/fetch_answer.ts";
import { TLS_FILES } from "../viewer/server/support/tls_files.ts";

Deno.test("fetchAnswer() says why nothing was answered, and what to do for a certificate", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
    cert: Deno.readTextFileSync(TLS_FILES.certFile),
    key: Deno.readTextFileSync(TLS_FILES.keyFile),
  }, () => new Response());
  const reasonOf = (address: string) =>
    fetchAnswer((signal) => fetch(address, { signal }), { method: "GET", maxBytes: 10 });
  const { port } = server.addr;
  const untrusted = await reasonOf(`https://127.0.0.1:${port}/a?secret=1`);
  assertMatch(String(untrusted), /^client error .*invalid peer certificate.*; DENO_CERT names/);
  await server.shutdown();
  const refused = await reasonOf(`http://127.0.0.1:${port}/a?secret=1`);
  assertMatch(String(refused), /refused/);
  assertEquals(/secret/.test(`${untrusted} ${refused}`), false);
});
