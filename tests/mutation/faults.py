"""Single faults that a module could have: small changes of its code that a good test suite should notice.

What cannot be noticed is left alone: docstrings, annotations, decorators, assertions, messages, `__repr__`, and what
only a type checker reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_CALCULATED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "startswith": "endswith", "endswith": "startswith"}
_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|AND|OR|CASE|JOIN|ORDER BY)\b")
_IN_SQL = {
    " AND ": " OR ",
    " OR ": " AND ",
    "IS NOT NULL": "IS NULL",
    " NOT EXISTS": " EXISTS",
    " DESC": " ASC",
    "max(": "min(",
    "min(": "max(",
    " <> ": " = ",
    " = ": " <> ",
    " >= ": " > ",
    " <= ": " < ",
    " > ": " >= ",
    " < ": " <= ",
}
_MANY = 20
"""Whole numbers from here on become twice as large: a limit of 20,001 is no other one than 20,000."""
_WIDTH = 90
"""Characters of code that are printed of a fault."""
_SILENT = {"__repr__", "__all__", "__slots__", "__version__"}
_CHECKING = {"strict", "encoding"}
"""Arguments that check what is so anyway, or give what is usual here."""
_NARRATED = {"narrate", "debug", "info", "warning", "cast", "TypeVar"}


@dataclass(frozen=True)
class Fault:
    """A change of one place of a file: the bytes from `start` to `end` become `after`."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def planted(self, source: bytes) -> bytes:
        """The file's bytes with the fault in it."""
        return source[: self.start] + self.after.encode() + source[self.end :]

    def compiles(self, source: bytes) -> bool:
        """Whether the file is still Python with the fault in it."""
        try:
            compile(self.planted(source), "planted", "exec", dont_inherit=True)
        except SyntaxError:
            return False
        return True

    def __str__(self) -> str:
        before, after = " ".join(self.before.split()), " ".join(self.after.split())
        pairs = enumerate(zip(before, after, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), 0) if len(before) > _WIDTH else 0
        return f"{self.path}:{self.line}  {_from(before, same)}  ->  {_from(after, same)}"


def _from(code: str, same: int) -> str:
    """The code where it begins to differ, with a little before it."""
    start = max(0, same - _WIDTH // 3)
    return f"{'… ' if start else ''}{code[start : start + _WIDTH]}{' …' if len(code) > start + _WIDTH else ''}"


def faults_of(path: str, source: bytes) -> list[Fault]:
    """Every fault that could be planted in a module, in the order of its lines; a few of them would not compile.

    >>> for fault in faults_of("m.py", b"def f(a):\\n    return a < 3\\n"):
    ...     print(fault)
    m.py:2  return a < 3  ->  return None
    m.py:2  a < 3  ->  a <= 3
    m.py:2  3  ->  4
    """
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, after in _changes(ast.parse(source), source, starts):
        start, end = _place(node, starts)
        fault = Fault(path, node.lineno, start, end, source[start:end].decode(), after)
        if fault.before != after:
            found.append(fault)
    return sorted(set(found), key=lambda fault: (fault.line, fault.start, -fault.end, fault.after))


def _place(node: ast.expr | ast.stmt, starts: list[int]) -> tuple[int, int]:
    """Where a node starts and ends in the file, in bytes."""
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column


def _changes(tree: ast.Module, source: bytes, starts: list[int]) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Pairs of a node and the code that stands in its place once the fault is in."""
    for node in _walk(tree):
        if isinstance(node, ast.stmt):
            yield from ((node, after) for after in _of_statement(node))
        elif _is_text(node):
            start, end = _place(node, starts)
            yield from ((node, after) for after in _of_text(source[start:end].decode()))
        else:
            yield from ((node, after) for after in _of_expression(node))
        yield from _conditions(node)


def _walk(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The expressions and statements of a module in which a fault can be noticed."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in ("annotation", "returns", "decorator_list") or _ignored(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            if not isinstance(child, ast.JoinedStr):
                yield from _walk(child)


def _ignored(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef(name=name) if name in _SILENT:
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _SILENT:
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _NARRATED:
            return True
        case ast.keyword(arg=name) if name in _CHECKING:
            return True
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _of_text(code: str) -> Iterator[str]:
    """Faults of a string: SQL turned around at one place; a key or a name misspelt. Messages (two words) are let be."""
    if _SQL.search(code):
        for before, after in _IN_SQL.items():
            for found in re.finditer(re.escape(before), code):
                yield code[: found.start()] + after + code[found.end() :]
    elif re.fullmatch(r"""(["'])[\w./:-]+\1""", code):
        yield code[:-1] + "_" + code[-1]


def _of_statement(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and not value.value):
            yield "return None"
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"


def _of_expression(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield f"{_operand(left)} {_COMPARED[type(op)]} {_operand(right)}"
        case ast.Compare(left=left, ops=[first, second], comparators=[middle, right]):
            parts = [_operand(part) for part in (left, middle, right)]
            yield f"{parts[0]} {_COMPARED[type(first)]} {parts[1]} {_sign(second)} {parts[2]}"
            yield f"{parts[0]} {_sign(first)} {parts[1]} {_COMPARED[type(second)]} {parts[2]}"
        case ast.BoolOp(op=op, values=values):
            other = " or " if isinstance(op, ast.And) else " and "
            yield f"({other.join(_operand(value) for value in values)})"
            if len(values) > 2:
                same = " and " if isinstance(op, ast.And) else " or "
                for left_out in range(len(values)):
                    rest = [value for number, value in enumerate(values) if number != left_out]
                    yield f"({same.join(_operand(value) for value in rest)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _operand(operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield _operand(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _CALCULATED:
            is_type = isinstance(right, ast.Constant) and right.value is None
            if not (is_type or _is_text(left) or _is_text(right)):
                yield f"({_operand(left)} {_CALCULATED[type(op)]} {_operand(right)})"
        case ast.Constant(value=value):
            yield from _of_constant(value)
        case ast.Call():
            yield from _of_call(node)
        case ast.Set(elts=items) | ast.Tuple(elts=items) | ast.List(elts=items) if len(items) > 2:
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and all(map(_is_text, items)):
                yield from _without_one(node, items)


def _of_constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int):
        yield repr(value + 1 if abs(value) < _MANY else 2 * value)
    elif isinstance(value, float):
        yield repr(value * 1.5 or 1.0)


def _of_call(node: ast.Call) -> Iterator[str]:
    match node.func:
        case ast.Name(id=name) if name in _CALLED:
            yield ast.unparse(ast.Call(ast.Name(_CALLED[name]), node.args, node.keywords))
        case ast.Attribute(value=value, attr=name) if name in _CALLED:
            yield ast.unparse(ast.Call(ast.Attribute(value, _CALLED[name]), node.args, node.keywords))
    for left_out in node.keywords:
        if left_out.arg is not None and left_out.arg not in _CHECKING:
            yield ast.unparse(ast.Call(node.func, node.args, [one for one in node.keywords if one is not left_out]))


def _without_one(node: ast.Set | ast.Tuple | ast.List, items: list[ast.expr]) -> Iterator[str]:
    """The collection of words without its first, middle or last."""
    for left_out in sorted({0, len(items) // 2, len(items) - 1}):
        rest = ", ".join(ast.unparse(item) for number, item in enumerate(items) if number != left_out)
        yield {ast.Set: f"{{{rest}}}", ast.Tuple: f"({rest})", ast.List: f"[{rest}]"}[type(node)]


def _conditions(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Conditions turned around, and those of comprehensions dropped."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        tests.append(node.test)
    for part in getattr(node, "generators", []):
        yield from ((test, "True") for test in part.ifs)
    for test in tests:
        turned_already = isinstance(test, ast.UnaryOp) or (isinstance(test, ast.Compare) and len(test.ops) == 1)
        if not turned_already:
            yield test, f"not ({ast.unparse(test)})"


def _sign(op: ast.cmpop) -> str:
    plain = ast.unparse(ast.Compare(ast.Name("a"), [op], [ast.Name("b")]))
    return plain[2:-2]


def _operand(node: ast.expr) -> str:
    code = ast.unparse(node)
    return code if isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Call | ast.Subscript) else f"({code})"
