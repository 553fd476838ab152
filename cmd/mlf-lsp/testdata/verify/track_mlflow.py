import sys, mlflow, numpy as np
mlflow.set_tracking_uri(sys.argv[1])
rng = np.random.default_rng(0 if len(sys.argv) < 3 else None)
with mlflow.start_run():
    mlflow.log_param("lr", 0.1)
    for step in range(3):
        mlflow.log_metric("loss", float(rng.random()), step=step)
    mlflow.set_tag("note", "x")
    mlflow.log_text("hello", "text.txt")
