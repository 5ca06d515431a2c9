import { assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { displayWidth } from "../../../cli/text/display_width.ts";

const LAST_PLANE = 0x20000;

/** Each is one picture, or few letters that share their columns. */
const SEQUENCES = [
  "e\u0301",
  "q\u0301\u0323\u0330",
  "👩🏽‍💻",
  "👨‍👩‍👧",
  "🏳️‍🌈",
  "🇩🇪🇫🇷🇩",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "1\ufe0f\u20e3",
  "❤\ufe0f",
  "☺\ufe0e",
  "👍🏽",
  "한글",
  "\u1112\u1161\u11ab\u1100\u1173\u11af",
  "\u0e01\u0e33",
  "\u0915\u094d\u0937\u094b",
  "漢字",
  "ｶﾞｷﾞ",
  "\u0600\u0661",
  "\u0627\u0644\u0633\u0644\u0627\u0645",
  "\u00ad\u200b\ufeff",
  "\ud800",
];

Deno.test("displayWidth() of a character is what string-width says, alone and between letters", () => {
  const different: string[] = [];
  for (let code = 0; code < LAST_PLANE; code++) {
    const character = String.fromCodePoint(code);
    if (character === "\u001b" || character === "\u009b") continue; // string-width looks for colours.
    for (const text of code < 0x10000 ? [character, `é${character}x`] : [character]) {
      if (displayWidth(text) !== stringWidth(text)) different.push(code.toString(16));
    }
  }
  assertEquals(different, []);
});

Deno.test("displayWidth() of a sequence is what string-width says, beside every other", () => {
  for (const first of SEQUENCES) {
    for (const second of ["", "a", "–", ...SEQUENCES]) {
      const text = first + second;
      assertEquals(displayWidth(text), stringWidth(text), JSON.stringify(text));
    }
  }
});
