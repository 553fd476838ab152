# only: MLF117
import jax

key = jax.random.PRNGKey(42)
x = jax.random.normal(key, (100, 3))
noise = jax.random.normal(key, (100,))  # want MLF117:warning "key"

for epoch in range(10):
    order = jax.random.permutation(key, 100)

other = jax.random.PRNGKey(1)
for epoch in range(10):
    order = jax.random.permutation(other, 100)  # want MLF117 "every round"
    use(order)
