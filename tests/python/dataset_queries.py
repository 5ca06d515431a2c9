"""Asks a data set the same by Spark and by DuckDB, and reads it by Polars and pandas.

dataset_queries.py <data set>

Ends with an error where they do not agree; else prints a line of JSON.
"""

import json
import math
import sys

import duckdb
import pandas as pd
import polars as pl
import pyspark
from pyspark.sql import SparkSession

target = sys.argv[1]

QUERIES = [
    "SELECT count(*), count(value), count(text), count(global_step) FROM metrics",
    "SELECT count(DISTINCT board_id), count(DISTINCT name), count(DISTINCT step) FROM metrics",
    "SELECT board_id, count(*), min(step), max(step) FROM metrics GROUP BY board_id",
    "SELECT name, min(value), max(value), sum(value) FROM metrics WHERE value IS NOT NULL AND NOT isnan(value) GROUP BY name",
    "SELECT board_id, global_step, name, avg(value) FROM metrics GROUP BY board_id, global_step, name",
    "SELECT name, stddev_samp(value), var_pop(value) FROM metrics WHERE name LIKE 'own/%' GROUP BY name",
    "SELECT board_id, name, count(*) FROM metrics WHERE isnan(value) GROUP BY board_id, name",
    "SELECT text, count(*), min(step) FROM metrics WHERE text IS NOT NULL GROUP BY text",
    "SELECT board_id, min(timestamp), max(timestamp) FROM metrics GROUP BY board_id",
    "SELECT board_id, max_by(step, value), max(value) FROM metrics WHERE name = 'val/accuracy' GROUP BY board_id",
    """SELECT runs.name, runs.status, min(metrics.value), max(runs.last_step)
       FROM metrics JOIN runs USING (board_id) WHERE metrics.name = 'train/loss' GROUP BY runs.name, runs.status""",
    "SELECT name, count(*) FROM runs WHERE created_at <= finished_at GROUP BY name",
]


def agree(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isnan(a) and math.isnan(b) or math.isclose(a, b, rel_tol=1e-9)
    return a == b


def in_order(rows):
    return sorted((tuple(row) for row in rows), key=lambda row: [str(cell) for cell in row[:3]])


spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
metrics = spark.read.parquet(f"{target}/metrics")
metrics.createOrReplaceTempView("metrics")
spark.read.parquet(f"{target}/runs").createOrReplaceTempView("runs")
duckdb.sql(f"CREATE VIEW metrics AS FROM read_parquet('{target}/metrics/*/*.parquet')")
duckdb.sql(f"CREATE VIEW runs AS FROM '{target}/runs/runs.parquet'")

differences = []
for sql in QUERIES:
    by_spark = in_order(spark.sql(sql).collect())
    by_duckdb = in_order(duckdb.sql(sql).fetchall())
    same = len(by_spark) == len(by_duckdb) and all(
        len(a) == len(b) and all(map(agree, a, b)) for a, b in zip(by_spark, by_duckdb)
    )
    if not same:
        differences.append(f"{sql}\nSpark: {by_spark[:5]}\nDuckDB: {by_duckdb[:5]}")
assert not differences, "\n".join(differences)

spark_types = dict(metrics.dtypes)
rows = metrics.count()
polars = pl.scan_parquet(f"{target}/metrics").collect()
pandas = pd.read_parquet(f"{target}/metrics")
boards = sorted(row.board_id for row in metrics.select("board_id").distinct().collect())
assert len(polars) == len(pandas) == rows
assert sorted(polars["board_id"].unique()) == sorted(pandas["board_id"].unique()) == boards
assert polars.schema["board_id"] == pl.String

print(json.dumps({
    "queries": len(QUERIES),
    "rows": rows,
    "boards": boards,
    "types": spark_types,
    "versions": {
        "pyspark": pyspark.__version__,
        "duckdb": duckdb.__version__,
        "polars": pl.__version__,
        "pandas": pd.__version__,
    },
}))
