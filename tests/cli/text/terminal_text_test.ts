import { assertEquals } from "@std/assert";
import { terminalText } from "../../../cli/text/terminal_text.ts";

Deno.test("terminalText() lets nothing steer the terminal", () => {
  assertEquals(terminalText("a\nb\x1b[2Jc\u202ed\u0085"), "a\\nb\\u001b[2Jc\\u202ed\\u0085");
  assertEquals(terminalText("学習 🙂"), "学習 🙂");
});
