"""Mean, median, bands and n of groups of runs by pandas, of the files alone.

grouped.py REQUEST: a JSON file with {"boards": [{"dir", "key", "created_ms"}], "metric", "axis",
"steps": [...]}. Prints {key: {step: {mean, median, std, sem, min, max, q1, q3, n}}} as JSON.
"""

import glob
import json
import os
import sys

import duckdb
import pandas as pd


def rows_of(board, metric, axis):
    """The rows of a run that have the metric, each x once."""
    data = os.path.join(board["dir"], "data")
    file = os.path.join(data, "board.duckdb")
    columns = f'{axis} AS x, "{metric}"::DOUBLE AS y'
    where = f'WHERE "{metric}" IS NOT NULL AND {axis} IS NOT NULL'
    if os.path.exists(file):
        with duckdb.connect(file, read_only=True) as connection:
            table = connection.execute(f"SELECT {columns} FROM metrics {where}").fetch_arrow_table()
    else:
        parts = glob.glob(os.path.join(data, "metrics*.parquet"))
        table = duckdb.execute(
            f"SELECT {columns} FROM read_parquet({parts}) {where}"
        ).fetch_arrow_table()
    frame = table.to_pandas()
    # A run counts once at each x.
    return frame.groupby("x", as_index=False).y.mean().assign(key=board["key"])


def numbers(values):
    return {
        "mean": values.mean(),
        "median": values.median(),
        "std": values.std(),
        "sem": values.sem(),
        "min": values.min(),
        "max": values.max(),
        "q1": values.quantile(0.25),
        "q3": values.quantile(0.75),
        "n": float(values.count()),
    }


with open(sys.argv[1]) as file:
    request = json.load(file)
rows = pd.concat(rows_of(board, request["metric"], request["axis"]) for board in request["boards"])
found = {}
for (key, x), group in rows[rows.x.isin(request["steps"])].groupby(["key", "x"]):
    entry = numbers(group.y)
    found.setdefault(key, {})[int(x)] = {
        name: value if value == value else "NaN" for name, value in entry.items()
    }
print(json.dumps(found))
