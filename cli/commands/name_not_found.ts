import type { BoardReader } from "../../reader/mod.ts";

/** Explains that nothing was logged under a name, or at a step, and names what was logged. */
export async function nameNotFoundError(
  reader: BoardReader,
  table: "media" | "tables",
  name: string,
  step?: number,
): Promise<Error> {
  const kind = table === "media" ? "media" : "table";
  const { rows } = await reader.sql(
    `SELECT name, list(DISTINCT step ORDER BY step) AS steps
    FROM ${table} GROUP BY name ORDER BY jaro_winkler_similarity(name, $name) DESC, name LIMIT 5`,
    { name },
  );
  const found = rows.find(([other]) => other === name);
  if (found !== undefined) {
    const steps = (found[1] as unknown[]).map(String);
    const listed = steps.length > 10 ? [...steps.slice(0, 9), "…", steps.at(-1)] : steps;
    return new Error(
      `Cannot show the ${kind} ${JSON.stringify(name)} of step ${step}: ` +
        `it was logged at ${listed.join(", ")}`,
    );
  }
  const names = rows.map(([other]) => JSON.stringify(other)).join(", ");
  return new Error(
    `Cannot show the ${kind} ${JSON.stringify(name)}: ` +
      (names === "" ? "the board has none" : `the board has ${names}`),
  );
}
