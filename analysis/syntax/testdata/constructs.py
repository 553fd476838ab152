# One of everything that Python 3.8 to 3.11 can write.
from __future__ import annotations, division as div
import a.b.c as d, e
from . import x
from .. mod import (y as z, w,)
from ...a . b import *
import os; import sys
x: int = 1_000
y: "List[int]"
(z): str = "a"
a = b = c, *d = 1, *e
(a) = 1
(a,) = b
[a, (b, *c)] = d
a.b[0].c, d["x"] = e
x = yield_ = lambda: (yield)
for x in 1, 2, *c: pass
for (x) in y: continue
for x, in y:
    break
else:
    pass
while not x: x -= 1
else: x @= 2
x **= 1; x //= 2; x >>= 3; x <<= 4; x &= 5; x ^= 6; x |= 7; x %= 8; x += 9; x /= 1; x *= 2
if (n := f(x)) > 1: pass
elif n: a
elif m:
    b
    # a comment that belongs to nobody
else:
    c
# after
del a, b[0], (c, d), [e]
del (a)
del (b),
assert x, "message"
assert (x, y)
raise
raise E
raise E(1) from None
try:
    pass
except: pass
try: a
except A: b
except (B, C) as e: c
except D.E as f:
    d
else: e
finally: f
try: a
finally: b
try:
    pass
except* A as e: pass
except* (B, C): pass
with a: pass
with a as b, c() as d.e: pass
with (a): pass
with (a, b): pass
with (a, b) as c: pass
with (a as b): pass
with (a as b, c as (d, e),): pass
with (yield_): pass
with (a), (b) as [c, d]: pass
with a() as b, \
        c(): pass
with (open(a) if b else c) as d: pass
with (a).b as c, (d): pass
def f(): return
def f(a, b=1, /, c: int = 2, *args: int, d, e: str = "x", **kw: Dict[str, int]) -> List["int"]: return a,
def f(*, a): yield
def f(a, *, b): x = yield a, b
async def f():
    async with a as b, c: pass
    async for x in y: await z
    else: pass
    return [x async for x in y if await x]
    yield await x
def f(): yield from g()
def f():
    """doc"""
    global a, b
    def g(): nonlocal c
    class C:
        x = 1
        def m(self): pass
    return lambda a, *b, c=1, **d: (a, b)
def f(x,): "one line"; return x
lambda: 0
lambda *a: a
lambda *, a: a
lambda a, /, b: 1
@a.b
@c(1, x=2)
@(yield_ if a else b)
def f(): pass
@d
class A(B, metaclass=M, *c, **k):
    "doc"
    x: int
    y: int = 1
    @property
    def p(self) -> "A":
        # comment
        return self
        # trailing
    class Inner(X): z = 1
    if a:
        def q(self): pass
class A: pass
class A(): a; b
class A(B[int], x.C): ...
x = None, True, False, ..., Ellipsis
x = 0x1F, 0b1_0, 0o17, 1e10, 1.5j, .5, 1_0.0_1E-5, 1J, 00
x = -1 ** -2, +a, ~b, not c, not not d
x = a + b - c * d / e // f % g @ h & i | j ^ k << l >> m ** n
x = a and b and c or d and (e and f) or not g
x = (a or b) or c
x = a < b <= c == d != e >= f > g in h not in i is j is not k
x = a if b else c if d else e
x = (a if b else c) if (d) else (e)
x = [], (), {}, [1], (1,), {1}, [1, 2, *a], (1, 2), {1, 2, *b}
x = {1: 2, **a, "b": c, **{}}
x = {a: b for a, b in c}
x = {**{a: b}}
x = [a for a in b if c if d for e in f]
x = {a for a in b}
x = (a for a in b)
x = [(a, b) for (a, b) in c if (a, b) if a or b]
x = [lambda: x for x in y]
x = [x for x in (lambda: y, 1) if x]
x = f(a for a in b)
x = f((a for a in b), 1)
x = f(a, *b, c=1, *d, e=2, **g)
x = f(a)(b)(c).d[e](f)
x = f(a=(yield_), b=lambda: 1,)
x = f(
    a,  # comment
    b=1,
)
x = a[b], a[b, c], a[b,], a[:], a[b:], a[:c], a[b:c], a[::d], a[b:c:d], a[b:c, ::d], a[..., None], a[*b], a[*b, c]
x = a[(b, c)], a[(b):c], a[b:=1], a[lambda: 1]
x = a.b.c.d
x = (a).b, (a)(b), (a)[b], ((a))
x = ((a + b) + c) + (d + (e))
x = ((((((a))))))
x = (a := 1, b)
x = 'a', "b", '''c''', """d
e""", r"\n", b"\x00\377\n", rb"\d", Rb'a', u"u", U'v', bR"x"
x = "a" "b" 'c'
x = ("a"
     "b")
x = "\n\t\\\'\"\a\b\f\r\v\0\12\123\x41\u00e9\U0001F600\d\
continued"
x = "\N{BULLET}"
x = b"\u1234\N{x}\101"
x = "é ü 漢 😀", é, 漢字
x = 漢字.é(ü="ß")[0]
x = f"a{b}c{d!r}e{f:>10}g{h!s:{i}.{j}}k{{l}}m{n=}o{p = !r:^{q}}"
x = f"" f'{a}' "b" f"c"
x = f'''{
a}{b:
}''' rf"\d{c}"
x = f"{a['b']}{c if d else e}{ {1: 2}[1] }{(lambda x: 1)(2)}{x:%H:%M}{x!a}"
x = f"{a:{b}{c}}" f"{a, b}" f"{*a, b}" f"{yield_}"
x = f"{x:{'>'}{10}}"
x = "a" + f"b{c}" "d"
x = "%s" % (a,)
print(a)
print (a), b
print(a) if b else c
print >>f, x
print
print - 1
x = print
print.x
exec("a")
exec
match = case = type = _ = 1
match.x
match[a]
match(x)
type(x)
type.y = 1
match x:
    case 1 | -2 | 3.5 | -4j | 1 + 2j | -1 - 2j: pass
    case "a" "b" | b"c" | None | True | False: pass
    case a.b | c.d.e: pass
    case x if x > 1: pass
    case [a, b, *rest]: pass
    case (a, b, *_): pass
    case [a, [b, c]] as d: pass
    case a, b: pass
    case a,: pass
    case *a, b: pass
    case (a): pass
    case (1 | 2) as n: pass
    case {}: pass
    case {"a": b, 1: c, d.e: f, **rest}: pass
    case {-1: a, None: b}: pass
    case C(): pass
    case a.C(x, y=1, z=D(w)): pass
    case C(x=[a, b], y={"k": v}) | D(a, b, v): pass
    case str() | int(): pass
    case _: pass
match x, y:
    case _: pass
match x,:
    case _: pass
match *a, b:
    case _: pass
match (x):
    case _: pass
match -x:
    case _: pass
match x:
    case 1:
        pass
        # comment

    # comment
    case 2:
        pass
if a:
    if b:
        c
    # inner
# outer
else:
    d
if a: b; c; d
if a:
	tab
x = a \
    + b
x = (
    a
    # comment
    + b
)
x = a if b else\
    c
async def f():
    await x ** 2
    return await (yield_)
    async with (a as b, c): pass
    await a.b(c)
    [await x for x in y]
    (x async for x in y)
a,
x = 1,
return_ = *a, b
def f(): return *a, b
def f(): yield *a, b
for x in *a, b: pass
x[a, *b] = c
x[a:b, c].d += 1
if a: pass
else:
    if b: pass
    else: c
class A:
    def f(self):
        pass

    # a comment at the end of the class
# a comment at the end of the module
