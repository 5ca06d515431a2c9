import { readText } from "../../../system/read_text.ts";

/**
 * What `duckdb_bundle.js` begins with, if it is not stale.
 *
 * CommonJS asks by `require`, which modules do not have, for what is imported here.
 *
 * @param folder `reader/duckdb/`.
 */
export async function duckDbBundleHeader(folder: URL): Promise<string> {
  const { imports } = JSON.parse(readText(new URL("../../deno.json", folder)));
  const parts = readText(new URL("duckdb_parts.ts", folder));
  const duckDb = imports["@duckdb/node-api"];
  const bytes = new TextEncoder().encode(JSON.stringify([duckDb, parts]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return `// @ts-self-types="./duckdb_parts.ts"
// deno-fmt-ignore-file
// deno-lint-ignore-file
// Generated from duckdb_parts.ts by \`deno task bundle\`: not to be edited.
// ${duckDb}. The hash of its sources: ${hash}
// Copyright 2018-2025 Stichting DuckDB Foundation
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
// associated documentation files (the "Software"), to deal in the Software without restriction,
// including without limitation the rights to use, copy, modify, merge, publish, distribute,
// sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
// furnished to do so, subject to the following conditions:
//
// The above copyright notice and this permission notice shall be included in all copies or
// substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
// NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
// NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
// DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
// OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
import { Buffer } from "node:buffer";
import os from "node:os";
import bindings from "@duckdb/node-bindings";
const require = (name) => name === "os" ? os : bindings;
`;
}
