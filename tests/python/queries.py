"""The queries that users write, on one board; what they find as a line of JSON.

queries.py <board folder> <duckdb | parquet | parquet-live>
"""

import glob
import json
import sys
import time

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

board, kind = sys.argv[1:]


def connect():
    """A live run holds its file for the milliseconds of a commit."""
    for _ in range(100):
        try:
            return duckdb.connect(f"{board}/data/board.duckdb", read_only=True)
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            time.sleep(0.02)
    raise TimeoutError("The file is locked all the time")


if kind == "duckdb":
    with connect() as conn:
        df = conn.execute("SELECT * FROM metrics WHERE global_step = 0 ORDER BY step").df()
        media = conn.execute("SELECT * FROM media WHERE type = 'image'").df()
elif kind == "parquet":
    df = pd.read_parquet(f"{board}/data/metrics.parquet")
    df = df[df["global_step"] == 0]
    media = pd.read_parquet(f"{board}/data/media.parquet")
    by_arrow = pq.read_table(f"{board}/data/metrics.parquet", filters=[("global_step", "=", 0)])
    assert by_arrow.num_rows == len(df)
else:
    def parts(table):
        """A commit may merge two files between the listing and the reading."""
        for _ in range(100):
            try:
                return pd.concat(map(pd.read_parquet, sorted(glob.glob(f"{board}/data/{table}*.parquet"))))
            except FileNotFoundError:
                time.sleep(0.02)
        raise TimeoutError("The files change all the time")

    df = parts("metrics").drop_duplicates("step").sort_values("step")
    df = df[df["global_step"] == 0]
    media = parts("media")

print(json.dumps({
    "steps": df["step"].tolist(),
    "loss": df["loss"].dropna().tolist(),
    "columns": df.columns.tolist(),
    "images": sorted(media["filename"].unique().tolist()),
    "versions": {"duckdb": duckdb.__version__, "pandas": pd.__version__, "pyarrow": pa.__version__},
}))
