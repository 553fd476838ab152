# only: MLF402
words = open("words.txt").read().split()
vocabulary = list(set(words))  # want MLF402
ids = {w: i for i, w in enumerate(vocabulary)}
first = vocabulary[0]
columns = [c for c in {"a", "b", "c"}]  # want MLF402
left = columns[0]
ordered = sorted(set(words))
one = ordered[0]
numbers = list({1, 2, 3})
n = numbers[0]
print(len(set(words)), "a" in {"a", "b"})
known = {"a", "b"} | {"c"}
if "x" in known:
    print("known")


def option(name, supported):
    if name in supported:
        return supported[name] if isinstance(supported, dict) else name
    return None


option("a", {"a", "b"})
for name in {"x", "y"}:
    open(name, "w").close()
only = list({"auc"})
score = only[0]
