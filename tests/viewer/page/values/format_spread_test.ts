import { assertEquals } from "@std/assert";
import { formatSpread } from "../../../../viewer/page/values/format_spread.ts";

Deno.test("formatSpread() gives both to the second digit of the deviation", () => {
  const cases: [mean: number, std: number, text: string][] = [
    [0.015312, 0.0012345, "0.0153 ± 0.0012"],
    [192.4, 10.95, "192 ± 11"],
    [12345.6, 789, "12346 ± 789"],
    [0.1, 0, "0.1"],
    [0.1, NaN, "0.1"],
    [NaN, NaN, "NaN"],
    [Infinity, NaN, "∞"],
    [1e-9, 2.345e-10, "1.000e-9 ± 2.3e-10"],
    [1e12, 1.5e11, "1000000000000 ± 150000000000"],
  ];
  for (const [mean, std, text] of cases) assertEquals(formatSpread(mean, std), text);
});
