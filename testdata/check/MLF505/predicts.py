# only: MLF505
import mlflow

with mlflow.start_run():
    model = mlflow.pyfunc.load_model("runs:/1/model")
    mlflow.log_metric("n", len(model.predict([[1.0]])))
