"""What PyArrow finds in a board that was sent: the rows of data/, as JSON on stdout."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq

board = Path(sys.argv[1])
metrics = pq.read_table(board / "data" / "metrics.parquet")
media = pq.read_table(board / "data" / "media.parquet")
print(
    json.dumps(
        {
            "steps": metrics["step"].to_pylist(),
            "loss": metrics["loss"].to_pylist(),
            "filenames": media["filename"].to_pylist(),
        }
    )
)
