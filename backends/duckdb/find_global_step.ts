import { join } from "@std/path";
import { DUCKDB_FILE } from "../../format/files_format.ts";
import type { FileWork, FoundGlobalStep } from "../backend.ts";
import { openFileOf } from "./open_file_of.ts";

/** Finds a global step in `board.duckdb`. */
export const findGlobalStep: FileWork["findGlobalStep"] = async (dataDir, globalStep) => {
  const { duckdb, catalog } = await openFileOf(join(dataDir, DUCKDB_FILE));
  try {
    if (!(await catalog.tableNames()).includes("metrics")) return NONE;
    const [row = []] = await duckdb.rows(
      `SELECT max(step) FILTER (global_step = ${globalStep}), min(global_step), max(global_step)
       FROM board.main.metrics`,
    );
    const [step, min, max] = row.map((value) => value === null ? null : Number(value));
    return { step: step ?? null, min: min ?? null, max: max ?? null };
  } finally {
    duckdb.close();
  }
};

const NONE: FoundGlobalStep = { step: null, min: null, max: null };
