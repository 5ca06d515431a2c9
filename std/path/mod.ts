/**
 * Stands in for `jsr:@std/path` where the JSR registry is out of reach: the
 * same names and signatures, from `node:path`.
 *
 * @module
 */
export { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
export { fromFileUrl } from "./from_file_url.ts";
export { toFileUrl } from "./to_file_url.ts";
