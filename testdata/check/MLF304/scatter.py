# only: MLF304
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.ops import segment_sum

x, messages = jnp.zeros(10), load("messages")
senders, receivers = load("senders"), load("receivers")

jax.ops.segment_sum(messages, receivers, num_segments=10)  # want MLF304:warning "segment_sum"
segment_sum(messages, receivers, 10, indices_are_sorted=True)  # want MLF304
jax.ops.segment_prod(messages, receivers)  # want MLF304
lax.scatter_add(x, receivers, messages, load("numbers"))  # want MLF304:warning
lax.scatter_add(x, load("places"), messages, load("numbers"))  # want MLF304:info
jnp.bincount(receivers, weights=messages, length=10)  # want MLF304
jnp.histogram(messages, bins=10, weights=messages)  # want MLF304
jnp.add.at(x, receivers, messages, inplace=False)  # want MLF304
x.at[receivers].add(messages)  # want MLF304:warning "x.at[...].add"
x.at[load("batch")["node_ids"]].add(messages)  # want MLF304
x.at[jnp.array([0, 1, 1])].add(messages)  # want MLF304
x.at[senders, receivers].add(messages)  # want MLF304
x.at[:, receivers].multiply(messages)  # want MLF304
x.at[jax.random.randint(jax.random.key(0), (5,), 0, 10)].add(messages)  # want MLF304


def pool(values, segment_ids, idx):
    ids = jnp.digitize(values, jnp.linspace(0, 1, 10))
    total = jnp.zeros(10).at[ids].add(values)  # want MLF304
    total = total.at[segment_ids.astype(jnp.int32)].add(values)  # want MLF304
    return total.at[idx].add(values)  # want MLF304:info "cannot decide"


pool(messages, receivers, senders)
