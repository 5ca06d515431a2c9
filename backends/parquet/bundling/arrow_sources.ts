import { readText } from "../../../system/read_text.ts";

/**
 * What `arrow_bundle.js` begins with, if it is not stale.
 *
 * @param folder `backends/parquet/`.
 */
export async function arrowBundleHeader(folder: URL): Promise<string> {
  const { imports } = JSON.parse(readText(new URL("../../deno.json", folder)));
  const parts = readText(new URL("arrow_parts.ts", folder));
  const arrow = imports["apache-arrow"];
  const bytes = new TextEncoder().encode(JSON.stringify([arrow, parts]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return `// @ts-self-types="./arrow_parts.ts"
// deno-fmt-ignore-file
// deno-lint-ignore-file
// Generated from arrow_parts.ts by \`deno task bundle\`: not to be edited.
// ${arrow} with flatbuffers and tslib, which it imports. The hash of its sources: ${hash}
// Apache Arrow JavaScript, Copyright 2017-2025 The Apache Software Foundation. This product includes
// software developed at The Apache Software Foundation (http://www.apache.org/).
// FlatBuffers, Copyright Google Inc. Both are under the Apache License, Version 2.0: see LICENSE.
// tslib, Copyright (c) Microsoft Corporation: Permission to use, copy, modify, and/or distribute this
// software for any purpose with or without fee is hereby granted. It comes without any warranty.
`;
}
