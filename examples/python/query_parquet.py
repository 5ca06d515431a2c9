"""Reads a run's Parquet files by pandas, PyArrow and Polars.

pip install -r examples/python/requirements.txt
python examples/python/query_parquet.py [board folder]
"""

import duckdb
import pandas as pd
import polars as pl
import pyarrow.compute as pc
import pyarrow.parquet as pq

from newest_board import board_with

board = board_with("metrics*.parquet")
parts = sorted(map(str, (board / "data").glob("metrics*.parquet")))

if len(parts) == 1:  # A finished run has one file: metrics.parquet.
    df = pd.read_parquet(parts[0])
    print("pandas ", len(df), "rows,", len(df[df["global_step"] == 0]), "of global step 0")

    table = pq.read_table(parts[0], filters=[("global_step", "=", 0)])
    print("PyArrow", table.num_rows, "rows of global step 0, up to step", pc.max(table["step"]))

# A live run has several, of which a later one may have more columns.
frame = pl.concat([pl.read_parquet(part) for part in parts], how="diagonal")
print("Polars ", frame.height, "rows,", frame.filter(pl.col("global_step") == 0).height,
      "of global step 0")

count, last = duckdb.sql(f"""
    SELECT count(*), max(step)
    FROM read_parquet('{board}/data/metrics*.parquet', union_by_name = true)
""").fetchone()
print("DuckDB ", count, "rows, up to step", last)
