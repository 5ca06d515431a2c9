"""Logs ten scalars per step with a tracker for Python, at a pace, and prints what a call costs.

Arguments: the tracker's name, how many steps, how many milliseconds of work before each.
It runs in a folder of its own, and reaches no network.
"""

import json
import math
import os
import sys
import time

name, steps, pace_ms = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])


def wandb_offline():
    os.environ["WANDB_MODE"] = "offline"
    os.environ["WANDB_SILENT"] = "true"
    import wandb

    run = wandb.init(project="bench")
    return (lambda values, step: run.log(values, step=step)), run.finish


def trackio():
    os.environ["TRACKIO_DIR"] = os.getcwd()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import trackio as tracker

    tracker.init(project="bench", embed=False)
    return (lambda values, step: tracker.log(values, step=step)), tracker.finish


def tensorboardx():
    from tensorboardX import SummaryWriter

    writer = SummaryWriter("events")

    def log(values, step):
        for key, value in values.items():
            writer.add_scalar(key, value, step)

    return log, writer.close


def swanlab_offline():
    import swanlab

    swanlab.init(project="bench", mode="offline", logdir=os.getcwd())
    return (lambda values, step: swanlab.log(values, step=step)), swanlab.finish


def aim():
    from aim import Run

    run = Run(repo=os.getcwd(), system_tracking_interval=None, capture_terminal_logs=False)
    return (lambda values, step: run.track(values, step=step)), run.close


def mlflow():
    # It says that it would rather have a database.
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    import mlflow as tracker

    tracker.set_tracking_uri("file://" + os.path.join(os.getcwd(), "runs"))
    tracker.set_experiment("bench")
    tracker.start_run()
    return (lambda values, step: tracker.log_metrics(values, step=step)), tracker.end_run


LOGGERS = {
    "wandb": wandb_offline,
    "trackio": trackio,
    "tensorboardX": tensorboardx,
    "swanlab": swanlab_offline,
    "aim": aim,
    "mlflow": mlflow,
}

log, finish = LOGGERS[name]()
times = []
for step in range(steps):
    values = {f"metric_{i}": math.sin(step * (i + 1)) for i in range(10)}
    end = time.perf_counter() + pace_ms / 1000
    while time.perf_counter() < end:
        pass
    start = time.perf_counter()
    log(values, step)
    times.append((time.perf_counter() - start) * 1e6)
finish()
times.sort()
print(json.dumps({"medianUs": times[len(times) // 2], "meanUs": sum(times) / len(times)}))
