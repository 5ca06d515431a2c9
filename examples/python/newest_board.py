"""Finds a run: the folder that is named on the command line, or the newest."""

import json
import sys
from pathlib import Path


def board_with(file: str) -> Path:
    """The board to read, which has `file` in its folder `data`."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    found = []
    for path in Path("kohakuboard").glob(f"*/data/{file}"):
        board = path.parent.parent
        metadata = json.loads((board / "metadata.json").read_text(encoding="utf-8"))
        found.append((metadata["created_at"], board))
    if not found:
        sys.exit(f"No board in ./kohakuboard has data/{file}: run an example that logs first")
    return max(found)[1]
