/**
 * Stands in for `jsr:@std/assert` where the JSR registry is out of reach: the
 * same names and signatures, from `node:assert`.
 *
 * @module
 */
export { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
