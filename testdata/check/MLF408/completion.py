# only: MLF408
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import Pool

with ThreadPoolExecutor() as pool:
    futures = {pool.submit(pow, i, 2): i for i in range(8)}
    rows = []
    for f in as_completed(futures):  # want MLF408
        rows.append(f.result())
    head = rows[:2]
    by_key = {}
    for f in as_completed(futures):
        by_key[futures[f]] = f.result()
    later = []
    for f in as_completed(futures):
        later.append(f.result())
    later.sort()
    tail = later[:2]
    in_order = [f.result() for f in futures]
with Pool() as workers:
    out = list(workers.imap_unordered(abs, range(9)))  # want MLF408
    best = out[0]
    fine = workers.map(abs, range(9))
