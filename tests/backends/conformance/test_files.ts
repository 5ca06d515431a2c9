import type { BackendFiles } from "../backend_files.ts";

/** Makes a test of one backend, on a folder of its own. */
export type TestFiles = (what: string, body: (files: BackendFiles) => Promise<void>) => void;
