import { openBackend } from "../../backends/memory.ts";
import { testBackend } from "./conformance.ts";

testBackend("memory", openBackend, {
  finalFiles: [],
  signsAmongZeros: true,
  wholeInt64: true,
  randomRuns: 300,
});
