import type { FileWork } from "../backend.ts";
import { ParquetFileReader } from "./parquet_file_reader.ts";
import { tableParts } from "./table_parts.ts";

/** Finds a global step in the parts of `metrics`, a row group at a time. */
export const findGlobalStep: FileWork["findGlobalStep"] = async (dataDir, globalStep) => {
  let step: number | null = null;
  let min: number | null = null;
  let max: number | null = null;
  for (const { path } of await tableParts(dataDir, "metrics")) {
    using reader = await ParquetFileReader.open(path);
    const columns = ["step", "global_step"];
    for await (const { step: steps = [], global_step: globalSteps = [] } of reader.cells(columns)) {
      for (const [row, cell] of globalSteps.entries()) {
        if (cell === null) continue;
        const found = Number(cell);
        if (found === globalStep) step = Number(steps[row]);
        if (min === null || found < min) min = found;
        if (max === null || found > max) max = found;
      }
    }
  }
  return { step, min, max };
};
