"""Batches of PyTorch's DataLoader, and its worker processes."""
from . import digest


def install(rec):
    def loader(module):
        def after(frame, args, kwargs, result, memo):
            out = {}
            flatten(result, "", out, 0)
            rec.add("batch", frame, op="DataLoader", d=out, r=rec.rng_changes(), w=getattr(args[0], "_num_workers", 0))

        rec.wrap(module._BaseDataLoaderIter, "__next__", None, after)

    def worker(module):
        def before(frame, args, kwargs):
            number = args[10] if len(args) > 10 and isinstance(args[10], int) else kwargs.get("worker_id", 0)
            rec.add("worker", None, op=str(number))

        rec.wrap(module, "_worker_loop", before)

    rec.when("torch.utils.data.dataloader", loader)
    rec.when("torch.utils.data._utils.worker", worker)


def flatten(value, prefix, out, depth):
    """name: digest for everything in a batch."""
    if depth < 4 and isinstance(value, dict):
        for key in value:
            flatten(value[key], prefix + "." + str(key) if prefix else str(key), out, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple)):
        for n, item in enumerate(value):
            flatten(item, prefix + "." + str(n) if prefix else str(n), out, depth + 1)
    else:
        mark = digest.of(value)
        if mark is not None and len(out) < 64:
            out[prefix or "0"] = mark
