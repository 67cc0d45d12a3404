"""Each template uses what its view has, and nothing else."""

import inspect
import re
import types
import typing
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest
from jinja2 import nodes

from conftest import CHECKOUT
from hn_archive import citation, metadata, view
from hn_archive.citation import Citation
from hn_archive.metadata import Head
from hn_archive.view import PageView, SiteInfo

TEMPLATES = CHECKOUT / "templates"


def templates_of(kind: type) -> list[str]:
    """The templates that a view's docstring names before its first full stop or colon."""
    return re.findall(r"`([a-z0-9_]+\.[a-z]+)`", re.split(r"[:.]\s", f"{kind.__doc__} ")[0])


BY_TEMPLATE = {name: kind for kind in typing.get_args(view.View) for name in templates_of(kind)}
ENVIRONMENT = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
# What templates may name besides their view: see templates.Templates.
TEXT = str


def test_every_view_has_its_template_and_every_template_its_view() -> None:
    assert {path.name for path in TEMPLATES.iterdir() if path.is_file()} - {"base.html"} == set(BY_TEMPLATE)
    assert all(templates_of(kind) for kind in typing.get_args(view.View))


def test_the_checker_finds_a_name_that_is_no_field() -> None:
    with pytest.raises(AssertionError, match="titel"):
        Checker("day.html").source("{{ page.titel }}", {"page": view.DayView})
    with pytest.raises(AssertionError, match="adress"):
        Checker("day.html").source("{% for card in page.cards %}{{ card.adress }}{% endfor %}", {"page": view.DayView})


@pytest.mark.parametrize("kind", typing.get_args(view.View))
def test_templates_use_only_their_view_and_show_all_of_it(kind: type[msgspec.Struct]) -> None:
    used = {"extra", "address", "description"}
    if issubclass(kind, PageView):
        used |= {name for module in (metadata, citation) for name in re.findall(r"\bview\.(\w+)", inspect.getsource(module))}
    for template in templates_of(kind):
        checker = Checker(template)
        checker.template(template, {"page": kind, "site": SiteInfo, "head": Head, "cite": Citation})
        used |= checker.used
    assert not set(kind.__struct_fields__) - used, "fields that no template shows"


class Checker:
    """Follows a template's names through loops, includes and macros to the fields of the types they have."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.used: set[str] = set()
        self.macros: dict[str, nodes.Macro] = {}

    def template(self, name: str, names: dict[str, Any]) -> None:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        self.source(text, names)

    def source(self, text: str, names: dict[str, Any]) -> None:
        tree = ENVIRONMENT.parse(text)
        for reference in tree.find_all((nodes.Extends, nodes.Import, nodes.Include)):
            assert isinstance(reference, (nodes.Extends, nodes.Import, nodes.Include))
            if isinstance(reference.template, nodes.Const):
                if isinstance(reference, nodes.Import):
                    parts = ENVIRONMENT.parse(Path(TEMPLATES / str(reference.template.value)).read_text(encoding="utf-8"))
                    self.macros |= {f"{reference.target}.{macro.name}": macro for macro in parts.find_all(nodes.Macro)}
                else:
                    self.template(str(reference.template.value), names)
        self.walk(tree, names)

    def walk(self, node: nodes.Node, names: dict[str, Any]) -> None:
        if isinstance(node, nodes.For):
            kind = self.type_of(node.iter, names)
            bound = {node.target.name: element_of(kind)} if isinstance(node.target, nodes.Name) else {}
            for child in (*node.body, *node.else_):
                self.walk(child, {**names, **bound})
            self.walk(node.iter, names)
            return
        if isinstance(node, nodes.Call):
            self.call(node, names)
        if isinstance(node, nodes.Getattr):
            self.type_of(node, names)
        for child in node.iter_child_nodes():
            self.walk(child, names)

    def call(self, node: nodes.Call, names: dict[str, Any]) -> None:
        callee = node.node
        if isinstance(callee, nodes.Getattr) and isinstance(callee.node, nodes.Name):
            macro = self.macros.get(f"{callee.node.name}.{callee.attr}")
            if macro:
                given = [self.type_of(argument, names) for argument in node.args]
                bound = {parameter.name: kind for parameter, kind in zip(macro.args, given, strict=False)}
                for child in macro.body:
                    self.walk(child, bound)

    def type_of(self, node: nodes.Node, names: dict[str, Any]) -> Any:
        if isinstance(node, nodes.Name):
            return names.get(node.name)
        if isinstance(node, nodes.Getattr):
            kind = without_none(self.type_of(node.node, names))
            if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
                return None
            hints = typing.get_type_hints(kind)
            assert node.attr in hints, f"{self.name}: {kind.__name__} has no {node.attr}"
            if kind is names.get("page"):
                self.used.add(node.attr)
            return hints[node.attr]
        return None


def without_none(kind: Any) -> Any:
    if isinstance(kind, types.UnionType):
        return next(part for part in typing.get_args(kind) if part is not type(None))
    return kind


def element_of(kind: Any) -> Any:
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None
