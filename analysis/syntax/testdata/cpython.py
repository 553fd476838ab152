"""Print the trees CPython makes of files, in the form of agreement_test.go.

Reads paths from standard input, one a line. For each file prints "== PATH",
then either one line a node, or "-- syntax error" when CPython refuses it.
"""
import ast
import io
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)

BINARY = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>", "And": "and", "Or": "or",
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not",
    "In": "in", "NotIn": "not in", "UAdd": "+", "USub": "-", "Invert": "~", "Not": "not",
}


def op(node):
    return BINARY[type(node).__name__]


def text(value):
    if isinstance(value, str):
        value = "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in value).encode()
    return value.hex()


class Dump:
    def __init__(self, source, out):
        self.lines = source.split(b"\n")
        self.out = out
        self.depth = 0
        self.formatted = 0

    def line(self, what, node=None, detail="", start=True):
        place = ""
        if node is not None and not self.formatted:
            end = node.end_col_offset
            if isinstance(node, (ast.stmt, ast.ExceptHandler)):
                # CPython lets a block end behind a last ";", but no simple statement.
                end = len(self.lines[node.end_lineno - 1][:end].rstrip(b"; \t"))
            place = " %d:%d" % (node.end_lineno, end)
            if start:
                place = " %d:%d-%s" % (node.lineno, node.col_offset, place[1:])
        detail = " " + detail if detail else ""
        self.out.write("%s%s%s%s\n" % (" " * self.depth, what, place, detail))

    def under(self, *nodes):
        self.depth += 1
        for n in nodes:
            if isinstance(n, list):
                for m in n:
                    self.node(m)
            else:
                self.node(n)
        self.depth -= 1

    def group(self, name, nodes):
        if nodes:
            self.depth += 1
            self.line(name)
            self.under(nodes)
            self.depth -= 1

    def node(self, n):
        if n is None:
            self.line("-")
            return
        getattr(self, type(n).__name__)(n)

    # statements

    def Expr(self, n):
        self.line("ExprStmt", n)
        self.under(n.value)

    def Assign(self, n):
        self.line("Assign", n)
        self.under(n.targets, None, n.value)

    def AnnAssign(self, n):
        self.line("Assign", n)
        self.under(n.target, n.annotation, n.value)

    def AugAssign(self, n):
        self.line("AugAssign", n, op(n.op))
        self.under(n.target, n.value)

    def alias(self, n):
        self.line("Alias", n, "%s as %s" % (n.name, n.asname or ""))

    def Import(self, n):
        self.line("Import", n)
        self.under(n.names)

    def ImportFrom(self, n):
        star = n.names[0].name == "*"
        self.line("ImportFrom", n, "%d %s %s" % (n.level, n.module or "", "*" if star else ""))
        if not star:
            self.under(n.names)

    def If(self, n):
        self.line("If", n)
        self.under(n.test)
        self.group("body", n.body)
        self.group("else", n.orelse)

    def While(self, n):
        self.line("While", n)
        self.under(n.test)
        self.group("body", n.body)
        self.group("else", n.orelse)

    def For(self, n, is_async=""):
        self.line("For", n, is_async)
        self.under(n.target, n.iter)
        self.group("body", n.body)
        self.group("else", n.orelse)

    def AsyncFor(self, n):
        self.For(n, "async")

    def With(self, n, is_async=""):
        self.line("With", n, is_async)
        for i in n.items:
            self.under(i.context_expr, i.optional_vars)
        self.group("body", n.body)

    def AsyncWith(self, n):
        self.With(n, "async")

    def Try(self, n):
        self.line("Try", n)
        self.group("body", n.body)
        self.depth += 1
        for h in n.handlers:
            self.line("Handler", h, h.name or "")
            self.under(h.type)
            self.group("body", h.body)
        self.depth -= 1
        self.group("else", n.orelse)
        self.group("finally", n.finalbody)

    TryStar = Try

    def Match(self, n):
        self.line("Match", n)
        self.under(n.subject)
        self.depth += 1
        for c in n.cases:
            captures, values = [], []
            self.pattern(c.pattern, captures, values)
            names = []
            for _, name in sorted(captures):
                if name not in names:
                    names.append(name)
            self.line("Case", None, " ".join(names))
            self.under(values, c.guard)
            self.group("body", c.body)
        self.depth -= 1

    def pattern(self, p, captures, values):
        kind = type(p).__name__
        here = (p.end_lineno, p.end_col_offset)
        if kind == "MatchValue":
            values.append(p.value)
        elif kind == "MatchSingleton":
            values.append(ast.copy_location(ast.Constant(p.value), p))
        elif kind == "MatchMapping":
            for key, sub in zip(p.keys, p.patterns):
                values.append(key)
                self.pattern(sub, captures, values)
            if p.rest:
                captures.append((here, p.rest))
        elif kind == "MatchClass":
            values.append(p.cls)
            for sub in p.patterns + p.kwd_patterns:
                self.pattern(sub, captures, values)
        elif kind == "MatchStar":
            if p.name:
                captures.append((here, p.name))
        elif kind == "MatchAs":
            if p.pattern:
                self.pattern(p.pattern, captures, values)
            if p.name:
                captures.append((here, p.name))
        else:
            for sub in p.patterns:
                self.pattern(sub, captures, values)

    def FunctionDef(self, n, is_async=""):
        self.line("FuncDef", n, (n.name + " " + is_async).strip(), start=not n.decorator_list)
        self.under(n.decorator_list)
        self.params(n.args)
        self.under(n.returns)
        self.group("body", n.body)

    def AsyncFunctionDef(self, n):
        self.FunctionDef(n, "async")

    def params(self, a):
        self.depth += 1
        plain = a.posonlyargs + a.args
        defaults = [None] * (len(plain) - len(a.defaults)) + a.defaults
        for i, (p, d) in enumerate(zip(plain, defaults)):
            self.param(p, d, 1 if i < len(a.posonlyargs) else 0)
        if a.vararg:
            self.param(a.vararg, None, 3)
        for p, d in zip(a.kwonlyargs, a.kw_defaults):
            self.param(p, d, 2)
        if a.kwarg:
            self.param(a.kwarg, None, 4)
        self.depth -= 1

    def param(self, p, default, kind):
        self.line("Param", None, "%d %s" % (kind, p.arg))
        self.under(p.annotation, default)

    def ClassDef(self, n):
        self.line("ClassDef", n, n.name, start=not n.decorator_list)
        self.under(n.decorator_list)
        self.args(n.bases, n.keywords)
        self.group("body", n.body)

    def args(self, args, keywords):
        self.depth += 1
        for a in sorted(args + keywords, key=lambda a: (a.lineno, a.col_offset)):
            if isinstance(a, ast.Starred):
                self.line("Arg", a, "* ")
                self.under(a.value)
            elif isinstance(a, ast.keyword):
                self.line("Arg", a, (a.arg or "** "))
                self.under(a.value)
            else:
                self.line("Arg", None)
                self.under(a)
        self.depth -= 1

    def Return(self, n):
        self.line("Return", n)
        self.under(n.value)

    def Raise(self, n):
        self.line("Raise", n)
        self.under(n.exc, n.cause)

    def Delete(self, n):
        self.line("Delete", n)
        self.under(n.targets)

    def Assert(self, n):
        self.line("Assert", n)
        self.under(n.test, n.msg)

    def Global(self, n):
        self.line("Scope", n, "global " + " ".join(n.names))

    def Nonlocal(self, n):
        self.line("Scope", n, "nonlocal " + " ".join(n.names))

    def Pass(self, n):
        self.line("Jump", n, type(n).__name__.lower())

    Break = Continue = Pass

    def TypeAlias(self, n):
        self.line("TypeAlias", n, n.name.id)
        self.under(n.value)

    # expressions

    def Name(self, n):
        self.line("Name", n, n.id)

    def Attribute(self, n):
        self.line("Attribute", n, n.attr)
        self.under(n.value)

    def Call(self, n):
        self.line("Call", n)
        self.under(n.func)
        self.args(n.args, n.keywords)

    def Subscript(self, n):
        self.line("Subscript", n)
        self.under(n.value, n.slice)

    def Slice(self, n):
        self.line("Slice", n)
        self.under(n.lower, n.upper, n.step)

    def Constant(self, n):
        v = n.value
        if v is None or v is True or v is False or v is ...:
            self.line("Const", n, "..." if v is ... else repr(v))
        elif isinstance(v, str):
            self.line("Str", n, "*" if self.named_escape(n) else text(v))
        elif isinstance(v, bytes):
            self.line("Bytes", n, text(v))
        else:
            number = ""
            if not self.formatted:
                number = self.lines[n.lineno - 1][n.col_offset:n.end_col_offset].decode().replace("_", "")
            self.line("Num", n, number)

    def named_escape(self, n):
        return self.formatted or any(b"\\N" in line for line in self.lines[n.lineno - 1:n.end_lineno])

    def JoinedStr(self, n):
        self.line("FStr", n)
        self.formatted += 1
        self.depth += 1
        self.pieces(n, True)
        self.depth -= 1
        self.formatted -= 1

    def pieces(self, n, literal):
        pending = None
        for v in n.values:
            if isinstance(v, ast.Constant):
                pending = (pending or "") + v.value
                continue
            if literal and pending:
                self.line("piece")
            pending = None
            self.node(v.value)
            if v.format_spec:
                self.pieces(v.format_spec, False)
        if literal and pending:
            self.line("piece")

    def UnaryOp(self, n):
        self.line("Unary", n, op(n.op))
        self.under(n.operand)

    def BinOp(self, n):
        chain = []
        while isinstance(n, ast.BinOp):
            chain.append(n)
            self.line("Binary", n, op(n.op))
            self.depth += 1
            n = n.left
        self.node(n)
        for m in reversed(chain):
            self.node(m.right)
            self.depth -= 1

    def BoolOp(self, n):
        for _ in n.values[1:]:
            self.line("Binary", None, op(n.op))
            self.depth += 1
        self.node(n.values[0])
        for v in n.values[1:]:
            self.node(v)
            self.depth -= 1

    def Compare(self, n):
        self.line("Compare", n, ",".join(op(o) for o in n.ops))
        self.under(n.left, n.comparators)

    def IfExp(self, n):
        self.line("Cond", n)
        self.under(n.body, n.test, n.orelse)

    def Lambda(self, n):
        self.line("Lambda", n)
        self.params(n.args)
        self.under(n.body)

    def List(self, n):
        self.line(type(n).__name__, n)
        self.under(n.elts)

    Tuple = Set = List

    def Dict(self, n):
        self.line("Dict", n)
        for k, v in zip(n.keys, n.values):
            self.under(k, v)

    def ListComp(self, n):
        self.line(type(n).__name__, n)
        self.under(n.elt)
        self.clauses(n)

    SetComp = GeneratorExp = ListComp

    def DictComp(self, n):
        self.line("DictComp", n)
        self.under(n.key, n.value)
        self.clauses(n)

    def clauses(self, n):
        for g in n.generators:
            self.depth += 1
            self.line("for", None, "async" if g.is_async else "")
            self.under(g.target, g.iter, g.ifs)
            self.depth -= 1

    def Starred(self, n):
        self.line("Starred", n)
        self.under(n.value)

    def Await(self, n):
        self.line("Await", n)
        self.under(n.value)

    def Yield(self, n):
        self.line("Yield", n)
        self.under(n.value)

    def YieldFrom(self, n):
        self.line("Yield", n, "from")
        self.under(n.value)

    def NamedExpr(self, n):
        self.line("Walrus", n)
        self.under(n.target, n.value)


def main():
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=False)
    for path in sys.stdin.read().splitlines():
        out.write("== %s\n" % path)
        with open(path, "rb") as f:
            source = f.read()
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            out.write("-- syntax error\n")
            continue
        dump = Dump(source, out)
        for s in tree.body:
            dump.node(s)
    out.flush()


main()
