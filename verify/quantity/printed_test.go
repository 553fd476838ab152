package quantity

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read gives what a text prints as, one quantity a line.
func read(t *testing.T, text string) (string, Content) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := ReadPrinted(file, "out", Paths{"/scratch/work"})
	var out strings.Builder
	for _, q := range c.Quantities {
		switch q.Type {
		case Text:
			fmt.Fprintf(&out, "%s %q\n", q.Name, q.Data)
		default:
			fmt.Fprintf(&out, "%s %v %s %v\n", q.Name, Floats(&q), q.Counter, q.Steps)
		}
	}
	return out.String(), c
}

// TestPrinted reads what frameworks print.
func TestPrinted(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "0.6931\n0.5\n", "numbers [0.6931 0.5] value [1 2]\ntext \"#\\n#\\n\"\n"},
		{"epochs", "epoch 1 loss: 0.5 acc=0.9\nepoch 2 loss: 0.25 acc=0.95\n",
			"loss [0.5 0.25] epoch [1 2]\nacc [0.9 0.95] epoch [1 2]\ntext \"epoch 1 loss: # acc=#\\nepoch 2 loss: # acc=#\\n\"\n"},
		{"counted after", "{'loss': 0.69, 'learning_rate': 5e-05, 'epoch': 1.0}\n", "loss [0.69] epoch [1]\nlearning_rate [5e-05] epoch [1]\n" +
			"text \"{'loss': #, 'learning_rate': #, 'epoch': 1.0}\\n\"\n"},
		{"xgboost", "[0]\ttrain-merror:0.25\tvalid-merror:0.5\n[1]\ttrain-merror:0.2\tvalid-merror:0.4\n",
			"train-merror [0.25 0.2] iteration [0 1]\nvalid-merror [0.5 0.4] iteration [0 1]\n" +
				"text \"[0]\\ttrain-merror:#\\tvalid-merror:#\\n[1]\\ttrain-merror:#\\tvalid-merror:#\\n\"\n"},
		{"keras", "Epoch 1/2\n\x1b[1m1/63\x1b[0m \x1b[32m━\x1b[0m\x1b[37m━━\x1b[0m \x1b[1m5s\x1b[0m 90ms/step - loss: 2.5\r\x1b[1m63/63\x1b[0m ━━━━ 1s 3ms/step - loss: 1.5\n",
			"loss [1.5] epoch [1]\ntext \"Epoch 1/2\\n#/63 · · · - loss: #\\n\"\n"},
		{"pytorch example", "Test set: Average loss: 0.0523, Accuracy: 9823/10000 (98%)\n",
			"Average loss [0.0523] value [1]\nAccuracy [9823] value [1]\nAccuracy % [98] value [1]\n"},
		{"tqdm", "train: 100%|██████████| 10/10 [00:01<00:00,  8.93it/s, loss=0.125]\n", "loss [0.125]"},
		{"versions", "torch 2.4.1+cu121 on python 3.11.7, layer conv1, resnet-50\n",
			"text \"torch 2.4.1+cu121 on python 3.11.7, layer conv1, resnet-50\\n\"\n"},
		{"logging", "2026-11-28 15:04:05,123 - INFO - loss 0.5 took 3.21 seconds\n", "loss [0.5] value [1]\ntext \"· - INFO - loss # took ·\\n\"\n"},
		{"object", "<torch.Generator object at 0x7f001122ab> pid=1234 /scratch/work/out /tmp/tmpabcd1234/x http://127.0.0.1:4567\n",
			"text \"<torch.Generator object at ·> pid=· ·/out · http://127.0.0.1:·\\n\"\n"},
		{"checksum stays", "md5 d41d8cd98f00b204e9800998ecf8427e\n", "text \"md5 d41d8cd98f00b204e9800998ecf8427e\\n\"\n"},
		{"run", "run_id: d41d8cd98f00b204e9800998ecf8427e\n", "text \"run_id: ·\\n\"\n"},
		{"array", "tensor([0.1250, -0.5000])\n", "tensor [0.125 -0.5] value [1 2]\ntext \"tensor([#, #])\\n\"\n"},
		{"odd", "loss: nan acc: -inf\n", "loss [NaN] value [1]\nacc [-Inf] value [1]\ntext \"loss: # acc: #\\n\"\n"},
	} {
		got, _ := read(t, c.text)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%swant\n%s", c.name, got, c.want)
		}
	}
}
