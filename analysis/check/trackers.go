package check

import (
	"slices"
	"strings"
)

// trackerCalls begin the names of what keeps parameters or metrics of runs.
var trackerCalls = []string{
	"mlflow.log_", "mlflow.autolog", "mlflow.start_run", "mlflow.pytorch.autolog", "mlflow.tensorflow.autolog", "mlflow.keras.autolog",
	"mlflow.xgboost.autolog", "mlflow.sklearn.autolog", "mlflow.lightgbm.autolog", "mlflow.transformers.autolog", "wandb.init", "wandb.log",
	"torch.utils.tensorboard.", "tensorboardX.", "tensorflow.summary.", "tf.summary.", "tensorflow.keras.callbacks.TensorBoard",
	"keras.callbacks.TensorBoard", "comet_ml.", "neptune.init", "clearml.Task.init", "aim.Run", "dvclive.Live", "sacred.Experiment",
	"trackio.", "swanlab.init",
}

// trackerClasses are classes of trainers that log, wherever they are found.
var trackerClasses = []string{
	"MLFlowLogger", "TensorBoardLogger", "WandbLogger", "CSVLogger", "CometLogger", "NeptuneLogger", "DVCLiveLogger",
}

// Tracks tells whether a function or class, by its whole name, keeps parameters
// or metrics of runs.
func Tracks(name string) bool {
	return slices.ContainsFunc(trackerCalls, func(p string) bool { return strings.HasPrefix(name, p) }) ||
		slices.Contains(trackerClasses, name[strings.LastIndex(name, ".")+1:])
}
