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
    for await (const { steps, globalSteps } of reader.globalSteps()) {
      for (let row = 0; row < steps.length; row++) {
        const found = globalSteps[row];
        if (found === null || found === undefined) continue;
        if (found === globalStep) step = steps[row] ?? null;
        if (min === null || found < min) min = found;
        if (max === null || found > max) max = found;
      }
    }
  }
  return { step, min, max };
};
