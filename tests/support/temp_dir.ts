export { TempDir } from "../../testing/temp_dir.ts";
