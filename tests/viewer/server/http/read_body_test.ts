import { assertEquals, assertRejects } from "@std/assert";
import { readBody } from "../../../../viewer/server/http/read_body.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";

const MAX_BYTES = 1024 ** 2;

function requestOf(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://127.0.0.1/", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
}

async function refusalOf(request: Request, maxReceiveMs?: number): Promise<[number, string]> {
  const { status, message } = await assertRejects(
    () => readBody(request, maxReceiveMs),
    RequestError,
  );
  return [status, message];
}

/** A body in pieces, without its length. */
function inPieces(...pieces: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));
}

Deno.test("readBody() gives the object of a body, however it comes", async () => {
  assertEquals(await readBody(requestOf('{"a":[1]}')), { a: [1] });
  assertEquals(await readBody(requestOf(inPieces('{"a":"zw', "ölf", '"}'))), { a: "zwölf" });
  const type = { "Content-Type": "Application/JSON; charset=utf-8" };
  assertEquals(await readBody(requestOf("{}", type)), {});
  const text = "x".repeat(MAX_BYTES - 8);
  assertEquals(await readBody(requestOf(`{"a":"${text}"}`)), { a: text });
});

Deno.test("readBody() refuses other types", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "", "application/json5"]) {
    const [status] = await refusalOf(requestOf("{}", { "Content-Type": type }));
    assertEquals(status, 415, type);
  }
});

Deno.test("readBody() refuses what is no JSON object", async () => {
  for (const body of ["", "{", "nul", new Uint8Array([0x22, 0xff, 0x22]), null]) {
    assertEquals(await refusalOf(requestOf(body)), [400, "The body of the request is not JSON"]);
  }
  for (const body of ["null", "[]", "1", '"a"']) {
    const [status, message] = await refusalOf(requestOf(body));
    assertEquals([status, message], [400, "The body of the request is not a JSON object"]);
  }
});

Deno.test("readBody() refuses a body that is too large, whatever length it claims", async () => {
  const large = `{"a":"${"x".repeat(MAX_BYTES)}"}`;
  assertEquals((await refusalOf(requestOf(large)))[0], 413);
  assertEquals((await refusalOf(requestOf(inPieces(large.slice(0, 10), large.slice(10)))))[0], 413);
  const claimed = { "Content-Length": String(MAX_BYTES + 1) };
  assertEquals((await refusalOf(requestOf(inPieces("{}"), claimed)))[0], 413);
});

Deno.test("readBody() refuses a body that ends early, or that does not end", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new Error("gone")),
  });
  assertEquals(await refusalOf(requestOf(broken)), [499, "The body of the request ended early"]);
  let cancelled = false;
  const endless = new ReadableStream({
    cancel: () => {
      cancelled = true;
    },
  });
  const [status, message] = await refusalOf(requestOf(endless), 1);
  assertEquals([status, message], [400, "The body of the request took too long"]);
  assertEquals(cancelled, true);
});
