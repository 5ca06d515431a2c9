/** Loads DuckDB's native library, which blocks the thread. @module */
import "@duckdb/node-bindings";
