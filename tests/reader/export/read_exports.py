"""Reads exported files with pandas, and prints what is in them as JSON."""

import json
import math
import sys

import pandas as pd


def plain(value):
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, (pd.Timestamp,)):
        return value.isoformat()
    return value


path = sys.argv[1]
if path.endswith(".csv"):
    frame = pd.read_csv(path, keep_default_na=False, na_values={"value": ["", "NaN"]}, dtype={"text": str})
elif path.endswith(".json"):
    frame = pd.DataFrame(json.load(open(path, encoding="utf-8")))
    frame["value"] = frame["value"].astype(float)
else:
    frame = pd.read_parquet(path)
columns = ["step", "value", "yes", "text"]
print(json.dumps([[plain(cell) for cell in row] for row in frame[columns].itertuples(index=False)]))
