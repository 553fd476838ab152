"""Calls of PyTorch's operations, one or more for each entry under `ops` in rules/torch.yaml and rules/torchvision.yaml.

A case is an entry's id, a call as text, and the names of the tensors whose gradients are taken ("" for a forward pass alone).
The inputs are the same in each process: they come from a generator of their own on the CPU. Windows overlap and indices
repeat, because that is where additions collide.
"""

CASES = [
    ("torch-conv1d", "F.conv1d(x3, w3)", "x3 w3"),
    ("torch-conv2d", "F.conv2d(x4, w4)", "x4 w4"),
    ("torch-conv3d", "F.conv3d(x5, w5)", "x5 w5"),
    ("torch-conv-transpose1d", "F.conv_transpose1d(x3, w3)", "x3 w3"),
    ("torch-conv-transpose2d", "F.conv_transpose2d(x4, w4)", "x4 w4"),
    ("torch-conv-transpose3d", "F.conv_transpose3d(x5, w5)", "x5 w5"),
    ("torch-conv-padding-reflect", "layer(nn.Conv2d, 4, 4, 3, padding=1, padding_mode='reflect')(x4)", "x4"),
    ("torch-conv-padding-replicate", "layer(nn.Conv2d, 4, 4, 3, padding=1, padding_mode='replicate')(x4)", "x4"),
    ("torch-maxpool3d", "F.max_pool3d(x5, 3, stride=1)", "x5"),
    ("torch-avgpool3d", "F.avg_pool3d(x5, 3, stride=1)", "x5"),
    ("torch-adaptive-avgpool1d", "F.adaptive_avg_pool1d(x3, 7)", "x3"),
    ("torch-adaptive-avgpool2d", "F.adaptive_avg_pool2d(x4, (5, 7))", "x4"),
    ("torch-adaptive-avgpool3d", "F.adaptive_avg_pool3d(x5, (3, 5, 7))", "x5"),
    ("torch-adaptive-maxpool1d", "F.adaptive_max_pool1d(x3, 7)", "x3"),
    ("torch-adaptive-maxpool2d", "F.adaptive_max_pool2d(x4, (5, 7))", "x4"),
    ("torch-adaptive-maxpool3d", "F.adaptive_max_pool3d(x5, (3, 5, 7))", "x5"),
    ("torch-fractional-maxpool2d", "F.fractional_max_pool2d(x4, 3, output_size=11, _random_samples=samples2)", "x4"),
    ("torch-fractional-maxpool3d", "F.fractional_max_pool3d(x5, 3, output_size=5, _random_samples=samples3)", "x5"),
    ("torch-maxunpool1d", "F.max_unpool1d(plane3, repeated(plane3), 3, stride=1)", "plane3"),
    ("torch-maxunpool2d", "F.max_unpool2d(plane4, repeated(plane4), 3, stride=1)", "plane4"),
    ("torch-maxunpool3d", "F.max_unpool3d(plane5, repeated(plane5), 3, stride=1)", "plane5"),
    ("torch-reflection-pad1d", "nn.ReflectionPad1d(5)(x3)", "x3"),
    ("torch-reflection-pad2d", "nn.ReflectionPad2d(5)(x4)", "x4"),
    ("torch-reflection-pad3d", "nn.ReflectionPad3d(5)(x5)", "x5"),
    ("torch-pad-reflect", "F.pad(x4, (5, 5, 5, 5), mode='reflect')", "x4"),
    ("torch-replication-pad1d", "nn.ReplicationPad1d(5)(x3)", "x3"),
    ("torch-replication-pad2d", "nn.ReplicationPad2d(5)(x4)", "x4"),
    ("torch-replication-pad3d", "nn.ReplicationPad3d(5)(x5)", "x5"),
    ("torch-pad-replicate", "F.pad(x4, (5, 5, 5, 5), mode='replicate')", "x4"),
    ("torch-interpolate-linear", "F.interpolate(x3, size=50, mode='linear', align_corners=False)", "x3"),
    ("torch-interpolate-bilinear", "F.interpolate(x4, size=50, mode='bilinear', align_corners=False)", "x4"),
    ("torch-upsample-bilinear", "nn.Upsample(size=50, mode='bilinear', align_corners=False)(x4)", "x4"),
    ("torch-upsampling-bilinear2d", "nn.UpsamplingBilinear2d(size=50)(x4)", "x4"),
    ("torch-interpolate-bicubic", "F.interpolate(x4, size=50, mode='bicubic', align_corners=False)", "x4"),
    ("torch-upsample-bicubic", "nn.Upsample(size=50, mode='bicubic', align_corners=False)(x4)", "x4"),
    ("torch-interpolate-trilinear", "F.interpolate(x5, size=20, mode='trilinear', align_corners=False)", "x5"),
    ("torch-interpolate-antialias", "F.interpolate(x4, size=9, mode='bilinear', antialias=True)", "x4"),
    ("torch-interpolate-area", "F.interpolate(x4, size=(5, 7), mode='area')", "x4"),
    ("", "F.interpolate(x4, size=50, mode='nearest')", "x4"),
    ("", "F.adaptive_avg_pool2d(x4, 1)", "x4"),
    ("", "F.max_pool2d(x4, 3, stride=1)", "x4"),
    ("", "F.avg_pool2d(x4, 3, stride=1)", "x4"),
    ("torch-grid-sample", "F.grid_sample(x4, grid4, align_corners=False)", "x4 grid4"),
    ("torch-grid-sample", "F.grid_sample(x5, grid5, align_corners=False)", "x5 grid5"),
    ("torch-nllloss-spatial", "F.nll_loss(F.log_softmax(x4, 1), classes4)", ""),
    ("", "F.nll_loss(F.log_softmax(rows, 1), classes)", "rows"),
    ("torch-nllloss2d", "nn.NLLLoss2d()(F.log_softmax(x4, 1), classes4)", ""),
    ("torch-cross-entropy-spatial", "F.cross_entropy(x4, classes4)", ""),
    ("", "F.cross_entropy(rows, classes)", "rows"),
    ("torch-ctcloss", "F.ctc_loss(F.log_softmax(steps, 2), labels, input_lengths, label_lengths)", "steps"),
    ("torch-embeddingbag-max", "F.embedding_bag(bags, table, mode='max')", "table"),
    ("torch-embeddingbag-sum-mean", "F.embedding_bag(bags, table, mode='sum')", "table"),
    ("torch-embedding", "F.embedding(bags, table)", "table"),
    ("torch-embedding-max-norm", "F.embedding(bags, table.detach().clone(), max_norm=0.5)", ""),
    ("torch-embedding-renorm", "torch.embedding_renorm_(table.detach().clone(), bags.flatten(), 0.5, 2.0)", ""),
    ("torch-scatter-add", "torch.zeros_like(x1).scatter_add(0, index, x1)", ""),
    ("torch-scatter-add", "torch.zeros_like(rows).scatter_add(0, index2, rows)", ""),
    ("torch-gather-backward", "torch.gather(x1, 0, index)", "x1"),
    ("torch-gather-backward", "torch.gather(rows, 0, index2)", "rows"),
    ("torch-index-add", "torch.zeros_like(rows).index_add(0, row_index, rows)", ""),
    ("torch-index-select-backward", "torch.index_select(rows, 0, index)", "rows"),
    ("torch-repeat-interleave-backward", "torch.repeat_interleave(x1, 7)", "x1"),
    ("torch-repeat-interleave-tensor-backward", "torch.repeat_interleave(x1, counts)", "x1"),
    ("torch-index-copy", "torch.zeros_like(rows).index_copy(0, row_index, rows)", ""),
    ("torch-index-put-assign", "torch.zeros_like(x1).index_put((index,), x1)", ""),
    ("torch-setitem", "assign(torch.zeros_like(x1), index, x1)", ""),
    ("torch-index-put-accumulate-cpu", "torch.zeros_like(x1).index_put((index,), x1, accumulate=True)", ""),
    ("torch-getitem-backward-cpu", "x1[index]", "x1"),
    ("torch-put-assign", "torch.zeros_like(x1).put_(index, x1)", ""),
    ("torch-put-accumulate", "torch.zeros_like(x1).put_(index, x1, accumulate=True)", ""),
    ("torch-put-accumulate-cpu", "torch.zeros_like(x1).put_(index, x1, accumulate=True)", ""),
    ("torch-scatter-src", "torch.zeros_like(rows).scatter(0, index2, rows)", ""),
    ("torch-scatter-reduce-add", "torch.zeros_like(rows).scatter(0, index2, rows, reduce='add')", ""),
    ("torch-scatter-reduce-multiply", "torch.ones_like(rows).scatter(0, index2, rows, reduce='multiply')", ""),
    ("torch-scatter-reduce-sum", "torch.zeros_like(rows).scatter_reduce(0, index2, rows, reduce='sum')", ""),
    ("torch-scatter-reduce-sum", "torch.zeros_like(rows).scatter_reduce(0, index2, rows, reduce='mean')", ""),
    ("torch-scatter-reduce-prod", "torch.ones_like(rows).scatter_reduce(0, index2, rows, reduce='prod')", ""),
    ("torch-scatter-reduce-extrema", "torch.zeros_like(rows).scatter_reduce(0, index2, rows, reduce='amax')", ""),
    ("torch-index-reduce", "torch.ones_like(rows).index_reduce(0, row_index, rows, 'prod')", ""),
    ("torch-cumsum", "torch.cumsum(x1, 0)", "x1"),
    ("torch-kthvalue", "torch.kthvalue(rows, 3, dim=0)[0]", ""),
    ("torch-median-indices", "torch.median(rows, dim=0)[1]", ""),
    ("torch-median-indices", "torch.nanmedian(rows, dim=0)[1]", ""),
    ("", "torch.median(rows)", ""),
    ("torch-histc", "torch.histc(x1, bins=8)", ""),
    ("torch-bincount-weights", "torch.bincount(index, weights=x1.detach())", ""),
    ("torch-bincount-plain", "torch.bincount(index)", ""),
    ("torch-unique-unsorted", "torch.unique(counts, sorted=False)", ""),
    ("torch-unstable-ties", "torch.sort(counts)[1]", ""),
    ("torch-unstable-ties-selection", "torch.topk(counts, 9)[1]", ""),
    ("torch-cublas-matmul", "rows.t() @ rows", "rows"),
    ("torch-cublas-matmul", "torch.bmm(x3, x3.transpose(1, 2))", "x3"),
    ("torch-cudnn-rnn", "layer(nn.LSTM, 32, 16)(steps)[0]", "steps"),
    ("torch-bmm-sparse", "torch.bmm(x3.detach().to_sparse(), x3.detach().transpose(1, 2))", ""),
    ("torch-sdpa-backward", "F.scaled_dot_product_attention(query, query, query)", "query"),
    ("torch-sdpa-layers", "layer(nn.MultiheadAttention, 32, 4)(steps, steps, steps, need_weights=False)[0]", "steps"),
    ("torch-sparse-matmul", "torch.sparse.mm(rows.detach().to_sparse(), rows.detach().t())", ""),
    ("torch-resize-quantized", "torch.quantize_per_tensor(x1.detach(), 0.1, 10, torch.quint8).resize_(9000).shape", ""),
    ("torchvision-roi-align", "ops.roi_align(x4, boxes, 5)", "x4"),
    ("torchvision-roi-pool", "ops.roi_pool(x4, boxes, 5)", "x4"),
    ("torchvision-ps-roi-align", "ops.ps_roi_align(x4, boxes, 2)", "x4"),
    ("torchvision-ps-roi-pool", "ops.ps_roi_pool(x4, boxes, 2)", "x4"),
    ("torchvision-deform-conv2d", "ops.deform_conv2d(x4, offsets, w4)", "x4"),
]

# Entries that no single process with one device can show, and why.
NOT_RUN = {
    "torch-maxpool3d-xpu": "another device",
    "torch-embedding-mps": "another device",
    "torch-flex-attention": "compiles",
    "torch-inplace-overlap": "writes to memory that overlaps, which PyTorch refuses where it sees it",
    "torch-d2h-non-blocking": "a race of copies",
    "torch-copy-non-blocking": "a race of copies",
    "torch-side-streams": "a race of streams",
    "torch-uninitialised-memory": "what memory held before",
    "torch-uninitialised-memory-legacy": "what memory held before",
    "torch-uninitialised-storage": "what memory held before",
    "torch-compile-autotune": "compiles, and differs between processes",
    "torch-compile-cumsum": "compiles",
    "torch-cudagraph-rng": "replays graphs",
    "torch-ddp": "several devices",
    "torch-dataparallel": "several devices",
    "torch-collectives": "several devices",
    "torch-async-collective": "several devices",
}


def inputs(torch, device):
    """The tensors that the calls name. Leaves that are differentiated are made to require gradients by the caller."""
    g = torch.Generator().manual_seed(0)
    rand = lambda *size: torch.rand(*size, generator=g).to(device)  # noqa: E731
    whole = lambda high, *size: torch.randint(high, size, generator=g).to(device)  # noqa: E731
    out = {
        "x1": rand(4096), "rows": rand(512, 16), "x3": rand(2, 4, 40), "x4": rand(2, 4, 24, 24), "x5": rand(2, 4, 12, 12, 12),
        "w3": rand(4, 4, 3), "w4": rand(4, 4, 3, 3), "w5": rand(4, 4, 3, 3, 3),
        "grid4": rand(2, 24, 24, 2), "grid5": rand(2, 12, 12, 12, 3), "table": rand(50, 16), "steps": rand(30, 4, 32),
        "plane3": rand(1, 1, 1 << 18), "plane4": rand(1, 1, 512, 512), "plane5": rand(1, 1, 64, 64, 64),
        "query": rand(2, 4, 64, 16), "samples2": rand(2, 4, 2), "samples3": rand(2, 4, 3), "offsets": rand(2, 18, 22, 22),
    }
    out.update({
        "index": whole(64, 4096), "index2": whole(64, 512, 16), "counts": whole(9, 4096), "classes": whole(16, 512),
        "classes4": whole(4, 2, 24, 24), "bags": whole(50, 64, 8), "labels": whole(31, 4, 12) + 1,
        "input_lengths": torch.full((4,), 30, dtype=torch.long), "label_lengths": torch.full((4,), 12, dtype=torch.long),
        "row_index": whole(64, 512),
    })
    out["boxes"] = torch.tensor([[i % 2, 0.5, 0.5, 15.5, 17.5] for i in range(24)], device=device)
    return out


def namespace(torch, device):
    """Everything that the calls name."""
    import torch.nn as nn
    import torch.nn.functional as F

    def layer(kind, *args, **kwargs):
        torch.manual_seed(0)
        return kind(*args, **kwargs).to(device)

    def repeated(x):
        return torch.arange(x[0, 0].numel(), device=device).remainder(9).reshape(x[0, 0].shape).expand(x.shape).contiguous()

    def assign(x, index, values):
        x[index] = values.detach()
        return x

    names = inputs(torch, device)
    names.update(torch=torch, nn=nn, F=F, layer=layer, repeated=repeated, assign=assign)
    try:
        from torchvision import ops
        names["ops"] = ops
    except Exception:
        pass  # the cases of torchvision are told as unavailable
    return names
