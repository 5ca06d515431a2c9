import { assert, assertEquals } from "@std/assert";
import { sealJson, sealOf } from "../../format/sealed_json.ts";

const VALUE = {
  name: "é 😀 \ud800",
  nested: { list: [1, { deep: null }], checksum: "of its own" },
};

/** What is stored of it: half a surrogate pair is no text in UTF-8. */
const STORED = { ...VALUE, name: "é 😀 \ufffd" };

function sealOfText(text: string): string {
  return sealOf(text, JSON.parse(text));
}

Deno.test("sealJson() makes JSON of a value, and adds a checksum as the last field", () => {
  const text = sealJson(VALUE);
  const { checksum, ...value } = JSON.parse(text);
  assertEquals(value, STORED);
  assertEquals(/^[0-9a-f]{8}$/.test(checksum), true);
  assertEquals(sealOfText(text), "intact");
});

Deno.test("sealOf() finds every bit that flips in the values of a sealed text", () => {
  const bytes = new TextEncoder().encode(sealJson(VALUE));
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const text = new TextDecoder().decode(flipped);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    const { checksum: _, ...fields } = value as typeof VALUE & { checksum?: unknown };
    const seal = sealOf(text, value);
    const isSame = JSON.stringify(fields) === JSON.stringify(STORED);
    // A bit of the checksum itself may have flipped: then the values are as they were.
    if (isSame) assert(seal !== "intact", text);
    else assertEquals(seal, "changed", text);
  }
});

Deno.test("sealOf() says what became of a text that was edited", () => {
  const text = sealJson({ lr: 0.1 });
  assertEquals(sealOfText(text.replace("0.1", "0.2")), "changed");
  assertEquals(sealOfText(JSON.stringify(JSON.parse(text))), "rewritten");
  assertEquals(sealOfText(text.replace(/"[0-9a-f]{8}"/, "null")), "accepted");
  assertEquals(sealOfText(`{ "lr": 0.1 }`), "none");
  for (const other of ["null", "1", '"text"', "[]"]) assertEquals(sealOfText(other), "none");
});
