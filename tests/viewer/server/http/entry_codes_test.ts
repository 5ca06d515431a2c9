import { assert, assertEquals } from "@std/assert";
import { CODE_LIFETIME_MS, EntryCodes } from "../../../../viewer/server/http/entry_codes.ts";

/** Codes with a clock that the test moves, and what they have shown. */
function codesAt() {
  const shown: [code: string, reason: string][] = [];
  const clock = { ms: 1e12 };
  const codes = new EntryCodes((code, reason) => shown.push([code, reason]), () => clock.ms);
  return { codes, shown, clock };
}

Deno.test("EntryCodes.redeem() takes a code once, and shows the next one", () => {
  const { codes, shown } = codesAt();
  const first = codes.current;
  assertEquals([codes.redeem(""), codes.redeem("x".repeat(32)), shown], [false, false, []]);
  assertEquals([codes.redeem(first), codes.redeem(first)], [true, false]);
  assertEquals(shown, [[codes.current, "used"]]);
  assert(first !== codes.current && /^[\da-f]{32}$/.test(codes.current));
});

Deno.test("EntryCodes.redeem() refuses an old code, and shows a new one", () => {
  const { codes, shown, clock } = codesAt();
  const first = codes.current;
  clock.ms += CODE_LIFETIME_MS - 1;
  assertEquals(codes.current, first);
  clock.ms += 1;
  assertEquals(codes.redeem(first), false);
  assertEquals(shown, [[codes.current, "expired"]]);
  // The new one is good: nothing more is shown, however often the old one comes.
  assertEquals([codes.redeem(first), shown.length], [false, 1]);
  clock.ms += CODE_LIFETIME_MS;
  assertEquals([codes.redeem("a guess"), shown.length], [false, 1]);
  assertEquals([codes.redeem(first), shown.length], [false, 2]);
  assertEquals(codes.redeem(codes.current), true);
});

Deno.test("EntryCodes.current is a new code when the last one has expired", () => {
  const { codes, shown, clock } = codesAt();
  const first = codes.current;
  clock.ms += CODE_LIFETIME_MS;
  const second = codes.current;
  assert(second !== first);
  clock.ms -= 1; // Set back.
  assertEquals(codes.redeem(second), false);
  assertEquals([codes.redeem(first), shown.length], [false, 1]);
});
