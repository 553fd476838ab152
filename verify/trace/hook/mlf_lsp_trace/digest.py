"""Digests of values: short texts that are equal when the bytes are.

Small values are hashed whole. Of large arrays the sum of all words is taken, so
that no single change is missed, and blocks spread over them are hashed, so that
a change of order is not missed either.
"""
import ctypes
import hashlib
import os
import sys
import zlib

WHOLE = 1 << 16  # bytes up to which a value is hashed whole
ITEMS = 4096  # items of a container that are looked at
BLOCKS, BLOCK = 64, 512

_strip = []  # (pattern, replacement) for texts that name the place of a run


def strip(path, name):
    """Makes texts equal that differ only in the folder a run happens in."""
    if path and len(path) > 1:
        _strip.append((path, name))


def of_bytes(data):
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def of_text(text):
    for path, name in _strip:
        text = text.replace(path, name)
    return of_bytes(text.encode("utf-8", "surrogatepass"))


def of_memory(address, size):
    """Digest of size bytes at an address."""
    if size <= WHOLE:
        return of_bytes(ctypes.string_at(address, size) if size else b"")
    view = (ctypes.c_char * size).from_address(address)
    h = hashlib.blake2b(digest_size=8)
    step = (size - BLOCK) // (BLOCKS - 1)
    whole = memoryview(view)
    for i in range(BLOCKS):
        h.update(whole[i * step:i * step + BLOCK])
    numpy = sys.modules.get("numpy")
    words = size // 8 * 8
    if numpy is not None and hasattr(numpy, "frombuffer") and address % 8 == 0:
        total = int(numpy.frombuffer(view, dtype=numpy.uint64, count=words // 8).sum(dtype=numpy.uint64))
        h.update(total.to_bytes(8, "little"))
        h.update(whole[words:])
    else:
        h.update(zlib.crc32(whole).to_bytes(4, "little"))
    return h.hexdigest()


def of_array(a):
    """Digest of a NumPy array: type, shape and bytes."""
    kind = a.dtype.str + str(a.shape)
    if a.dtype.hasobject:
        return "a:" + kind + of_items(a.ravel().tolist(), 0)
    if not a.flags.c_contiguous:
        import numpy
        a = numpy.ascontiguousarray(a)
    return "a:" + kind + of_memory(a.ctypes.data, a.nbytes)


def of_tensor(t):
    """Digest of a PyTorch tensor, on whatever device it is."""
    torch = sys.modules["torch"]
    t = t.detach()
    kind = str(t.dtype)[6:] + str(tuple(t.shape))
    if t.layout is not torch.strided or t.device.type == "meta" or t.is_quantized:
        return "?" + kind
    if getattr(t, "is_neg", None) and t.is_neg():
        t = t.resolve_neg()
    if t.is_complex():
        if getattr(t, "is_conj", None) and t.is_conj():
            t = t.resolve_conj()
        t = torch.view_as_real(t)
    if not t.is_contiguous():
        t = t.contiguous()
    size = t.numel() * t.element_size()
    if t.device.type == "cpu":
        return "t:" + kind + of_memory(t.data_ptr(), size)
    return "t:" + kind + _on_device(torch, t, size)


_ints = {1: "int8", 2: "int16", 4: "int32", 8: "int64"}


def _on_device(torch, t, size):
    """Sums there and fetches only some, as copying all would take long."""
    flat = t.reshape(-1)
    if t.dtype is torch.bool:
        flat = flat.to(torch.uint8)
    elif t.is_floating_point():
        flat = flat.view(getattr(torch, _ints[t.element_size()]))
    if size > WHOLE:
        total = flat.sum(dtype=torch.int64).reshape(1)
        flat = torch.cat([total, flat[::max(1, flat.numel() // 4096)].to(torch.int64)])
    flat = flat.cpu()
    return of_memory(flat.data_ptr(), flat.numel() * flat.element_size())


def of_items(items, depth):
    h = hashlib.blake2b(digest_size=8)
    for n, item in enumerate(items):
        if n >= ITEMS:
            h.update(b"...")
            break
        d = of(item, depth + 1)
        if d is None:
            d = "?" + type(item).__name__
        h.update(d.encode("utf-8", "surrogatepass"))
        h.update(b",")
    return h.hexdigest()


_plain = (type(None), bool, int, float, complex)


def of(value, depth=0):
    """Digest of a value, None for one whose content cannot be told safely.

    Only exact built-in types, arrays and tensors are looked into: nothing of
    the program's own code runs. The first letter says what it was.
    """
    kind = type(value)
    if kind in _plain:
        return "v:" + repr(value)[:64] if kind is not int or -1 << 200 < value < 1 << 200 else "v:int"
    if kind is str:
        return "s:" + of_text(value[:WHOLE])
    if kind is bytes or kind is bytearray:
        return "b:" + of_bytes(bytes(value[:WHOLE]))
    if depth > 4:
        return None
    if kind is list or kind is tuple or kind.__name__ == "deque" and kind.__module__ == "collections":
        return "l:%d:%s:%s" % (len(value), of_items(value, depth), unordered(value, depth))
    if kind is dict or kind.__module__ == "collections" and kind.__name__ in ("OrderedDict", "defaultdict", "Counter"):
        pairs = [(k, v) for k, v in list(value.items())[:ITEMS]]
        return "d:%d:%s:%s" % (len(value), of_items(pairs, depth), unordered(pairs, depth))
    if kind is set or kind is frozenset:
        return "u:%d:%s" % (len(value), unordered(value, depth))
    return _library(value, kind, depth)


def unordered(items, depth):
    """Digest that does not depend on the order of items."""
    if len(items) > ITEMS:
        return "-"
    out = []
    for item in items:
        out.append(of(item, depth + 1) or "?" + type(item).__name__)
    return of_bytes("\n".join(sorted(out)).encode("utf-8", "surrogatepass"))


def _library(value, kind, depth):
    module = kind.__module__ or ""
    top = module.split(".", 1)[0]
    try:
        if top == "numpy":
            return _numpy(value, kind)
        if top == "torch":
            return _torch(value, kind)
        if top == "pathlib":
            return "s:" + of_text(os.fspath(value))
        if top == "random" and kind.__name__ == "Random":
            return "g:" + of_state(value.getstate())
        if top == "pandas" and kind.__name__ in ("DataFrame", "Series", "Index", "RangeIndex"):
            return "a:" + of_frame(value, depth)
        if top in ("tensorflow", "keras") and hasattr(value, "numpy") and "ager" in kind.__name__ or kind.__name__ == "ResourceVariable":
            return of_array(value.numpy())
    except Exception:
        return None
    return None


def of_frame(value, depth):
    """Digest of a pandas object by its index, columns and values."""
    parts = [of_array(value.to_numpy())]
    for name in ("index", "columns"):
        part = getattr(value, name, None)
        if part is not None and hasattr(part, "to_numpy"):
            parts.append(of_array(part.to_numpy()))
    return of_bytes("|".join(parts).encode())


def _numpy(value, kind):
    numpy = sys.modules["numpy"]
    if kind is numpy.ndarray:
        return of_array(value)
    if isinstance(value, numpy.generic):
        return "v:" + kind.__name__ + of_bytes(value.tobytes()) if not value.dtype.hasobject else None
    if kind.__name__ == "Generator":
        return "g:" + of_state(value.bit_generator.state)
    if kind.__name__ == "RandomState":
        return "g:" + of_state(value.get_state(legacy=False))
    return None


def _torch(value, kind):
    torch = sys.modules["torch"]
    if kind is torch.Tensor or kind is torch.nn.Parameter:
        return of_tensor(value) if not _traced(torch, value) else None
    if kind.__name__ == "Generator":
        return "g:" + of_tensor(value.get_state())
    if kind is torch.Size:
        return "v:" + str(tuple(value))
    if kind.__name__ in ("device", "dtype"):
        return "v:" + str(value)
    return None


def _traced(torch, value):
    """Tells tensors that stand for others while a function is transformed."""
    functorch = getattr(torch._C, "_functorch", None)
    wrapped = getattr(functorch, "is_functorch_wrapped_tensor", None)
    return wrapped is not None and wrapped(value)


def of_state(state):
    """Digest of the state of a generator: nested dicts, tuples, arrays."""
    h = hashlib.blake2b(digest_size=8)
    _add_state(h, state)
    return h.hexdigest()


def _add_state(h, state):
    if isinstance(state, dict):
        for key in sorted(state):
            h.update(str(key).encode())
            _add_state(h, state[key])
    elif isinstance(state, (tuple, list)):
        if len(state) == 625:
            h.update(hash(tuple(state)).to_bytes(8, "little", signed=True))
            return
        for part in state:
            _add_state(h, part)
    elif hasattr(state, "tobytes"):
        h.update(state.tobytes())
    else:
        h.update(repr(state).encode())
