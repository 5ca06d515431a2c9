import { FORMAT_VERSION, type Metadata } from "../../format/metadata.ts";

/** The metadata of a run that is under way. */
export const RUN_METADATA: Metadata = {
  name: "é 😀",
  board_id: "run",
  config: { lr: 0.1 },
  backend: "duckdb",
  created_at: "2026-01-01T00:00:00.000Z",
  format_version: FORMAT_VERSION,
  status: "running",
  runtime: {},
};
