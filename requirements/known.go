package requirements

import (
	"slices"
	"strings"
)

// hardwareCalls begin the names of what asks for the hardware.
var hardwareCalls = []string{
	"system_intelligence.", "torch.cuda.get_device_properties", "torch.cuda.get_device_name", "torch.utils.collect_env.", "pynvml.nvml",
	"GPUtil.getGPUs", "cpuinfo.get_cpu_info", "tensorflow.config.experimental.get_device_details", "tf.config.experimental.get_device_details",
	"mlflow.enable_system_metrics_logging", "codecarbon.",
}

// hardwarePrograms are programs that tell the hardware; a text in the code that
// is the name of one is taken for a call.
var hardwarePrograms = []string{"nvidia-smi", "rocm-smi", "lshw", "system-intelligence"}

func recordsHardware(name string) bool { return hasPrefix(name, hardwareCalls) }

// recordsByItself tells trackers that keep the machine's hardware with every
// run.
func recordsByItself(text string) bool {
	return hasPrefix(strings.TrimPrefix(text, "calls "), []string{"wandb.init", "comet_ml.", "clearml.Task.init", "neptune.init", "swanlab.init"})
}

func hasPrefix(name string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(name, p) })
}
