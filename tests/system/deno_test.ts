import { assert, assertEquals, assertThrows } from "@std/assert";
import { serveHttp } from "../../system/deno.ts";
import { isAddressInUse } from "../../system/error_code.ts";

Deno.test("a server answers until it is ended, and says where an address is taken", async () => {
  const end = new AbortController();
  const options = { hostname: "127.0.0.1", signal: end.signal, automaticCompression: false };
  const answer = (request: Request) => Promise.resolve(new Response(new URL(request.url).pathname));
  const { port, finished } = serveHttp({ ...options, port: 0 }, answer);
  assertEquals(await (await fetch(`http://127.0.0.1:${port}/page`)).text(), "/page");
  assert(isAddressInUse(assertThrows(() => serveHttp({ ...options, port }, answer), Error)));
  end.abort();
  await finished;
});
