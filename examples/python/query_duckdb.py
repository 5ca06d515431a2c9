"""Asks a run's file by DuckDB; takes the newest DuckDB run, or a folder.

pip install -r examples/python/requirements.txt
python examples/python/query_duckdb.py [board folder]
"""

import duckdb

from newest_board import board_with

board = board_with("board.duckdb")

# Read-only: a run that is live goes on. Close it soon, its flush() waits for you.
with duckdb.connect(str(board / "data" / "board.duckdb"), read_only=True) as connection:
    metrics = connection.execute(
        "SELECT * FROM metrics WHERE global_step = 0 ORDER BY step"
    ).df()
    images = connection.execute("SELECT * FROM media WHERE type = 'image'").df()
    epochs = connection.execute(
        "SELECT global_step, count(*) AS rows FROM metrics GROUP BY 1 ORDER BY 1"
    ).df()

print(metrics.head())
print(images[["step", "name", "filename"]].head())
print(epochs)
