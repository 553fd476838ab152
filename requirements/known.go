package requirements

import (
	"slices"
	"strings"
)

// trackerCalls begin the names of what logs parameters or metrics of runs.
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

// hardwareCalls begin the names of what asks for the hardware.
var hardwareCalls = []string{
	"system_intelligence.", "torch.cuda.get_device_properties", "torch.cuda.get_device_name", "torch.utils.collect_env.", "pynvml.nvml",
	"GPUtil.getGPUs", "cpuinfo.get_cpu_info", "tensorflow.config.experimental.get_device_details", "tf.config.experimental.get_device_details",
	"mlflow.enable_system_metrics_logging", "codecarbon.",
}

// hardwarePrograms are programs that tell the hardware; a text in the code that
// is the name of one is taken for a call.
var hardwarePrograms = []string{"nvidia-smi", "rocm-smi", "lshw", "system-intelligence"}

func tracks(name string) bool {
	return hasPrefix(name, trackerCalls) || slices.Contains(trackerClasses, name[strings.LastIndex(name, ".")+1:])
}

func recordsHardware(name string) bool { return hasPrefix(name, hardwareCalls) }

// recordsByItself tells trackers that keep the machine's hardware with every
// run.
func recordsByItself(text string) bool {
	return hasPrefix(strings.TrimPrefix(text, "calls "), []string{"wandb.init", "comet_ml.", "clearml.Task.init", "neptune.init", "swanlab.init"})
}

func hasPrefix(name string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(name, p) })
}
