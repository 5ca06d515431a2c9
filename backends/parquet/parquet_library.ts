/** Loads parquet-wasm, which blocks the thread. @module */
import "parquet-wasm";
