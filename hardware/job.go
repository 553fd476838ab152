package hardware

import "context"

// schedulers name the variables by which batch systems tell a job what it got.
var schedulers = []struct {
	name, id, partition, nodes, tasks, cpus, list string
	gpus                                          []string
}{
	{"slurm", "SLURM_JOB_ID", "SLURM_JOB_PARTITION", "SLURM_JOB_NUM_NODES", "SLURM_NTASKS", "SLURM_CPUS_PER_TASK", "SLURM_JOB_NODELIST",
		[]string{"SLURM_JOB_GPUS", "SLURM_STEP_GPUS", "SLURM_GPUS", "SLURM_GPUS_ON_NODE"}},
	{"pbs", "PBS_JOBID", "PBS_QUEUE", "PBS_NUM_NODES", "PBS_NP", "PBS_NUM_PPN", "", nil},
	{"lsf", "LSB_JOBID", "LSB_QUEUE", "", "LSB_DJOB_NUMPROC", "", "LSB_HOSTS", nil},
	{"sge", "JOB_ID", "QUEUE", "NHOSTS", "", "NSLOTS", "", []string{"SGE_HGR_gpu"}},
}

func probeJob(_ context.Context, m *machine) (part, error) {
	for _, s := range schedulers {
		if m.env(s.id) == "" || s.name == "sge" && m.env("SGE_ROOT") == "" {
			continue
		}
		j := &Job{
			Scheduler: s.name, ID: m.env(s.id), Partition: m.env(s.partition), Nodes: m.env(s.nodes), Tasks: m.env(s.tasks),
			CPUs: m.env(s.cpus), NodeList: m.env(s.list),
		}
		for _, name := range s.gpus {
			j.GPUs = orElse(j.GPUs, m.env(name))
		}
		return func(r *Report) { r.Job = j }, nil
	}
	return nil, nil
}
