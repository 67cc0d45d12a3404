"""Each template uses what its view has, and nothing else."""

import types
import typing
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest
from jinja2 import nodes

from conftest import CHECKOUT
from hn_archive import view
from hn_archive.view import SiteInfo

TEMPLATES = CHECKOUT / "templates"
BY_TEMPLATE = {kind.__doc__.split("`")[1]: kind for kind in typing.get_args(view.View) if kind.__doc__}
ENVIRONMENT = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
# What templates may name besides their view: see templates.Templates.
TEXT = str


def test_every_view_has_its_template_and_every_template_its_view() -> None:
    assert {path.name for path in TEMPLATES.glob("*.html")} - {"base.html"} == set(BY_TEMPLATE)


def test_the_checker_finds_a_name_that_is_no_field() -> None:
    with pytest.raises(AssertionError, match="titel"):
        Checker("day.html").source("{{ page.titel }}", {"page": view.DayView})
    with pytest.raises(AssertionError, match="adress"):
        Checker("day.html").source("{% for card in page.cards %}{{ card.adress }}{% endfor %}", {"page": view.DayView})


@pytest.mark.parametrize("template", sorted(BY_TEMPLATE))
def test_a_template_uses_only_its_view(template: str) -> None:
    checker = Checker(template)
    checker.template(template, {"page": BY_TEMPLATE[template], "site": SiteInfo})
    unused = set(BY_TEMPLATE[template].__struct_fields__) - checker.used - {"body", "extra", "address", "description"}
    assert not unused, "fields that no template shows"


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
            assert isinstance(node.target, nodes.Name)
            for child in (*node.body, *node.else_):
                self.walk(child, {**names, node.target.name: element_of(kind)})
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
