import { FOOTERS } from "./forgeries/footers.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

const isOfKilled = (name: string) => name.includes("killed");

Deno.test("Parquet footers that lie about rows, pages and indexes harm nobody who opens the board", async () => {
  await tryForgeries(filtered((name) => !isOfKilled(name)));
});

Deno.test("such footers of a killed run harm nobody who opens, repairs or resumes the board", async () => {
  await tryForgeries(filtered(isOfKilled));
});

function filtered(isWanted: (name: string) => boolean): typeof FOOTERS {
  return Object.fromEntries(Object.entries(FOOTERS).filter(([name]) => isWanted(name)));
}
