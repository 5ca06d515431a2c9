export { formatBytes } from "../../../format/format_bytes.ts";
