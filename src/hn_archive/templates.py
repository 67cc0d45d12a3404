"""Render pages: the Jinja environment, what each template depends on, and template faults as problems with their place."""

import json
import os
import re
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from itertools import chain
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import jinja2
import jinja2.debug  # which Jinja would import when something goes wrong, perhaps for want of what that needs
import msgspec
from jinja2 import meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from hn_archive import address, digest
from hn_archive.citation import cite
from hn_archive.compiled import BESIDE_MODULES, Compiled
from hn_archive.decode import BOM, decode
from hn_archive.machine import naming
from hn_archive.markdown import fill
from hn_archive.metadata import head
from hn_archive.problem import Location, Problem, Stop
from hn_archive.theme import INSTALLED, Theme, bundled
from hn_archive.typeset import text_of, with_absolute_anchors
from hn_archive.view import ArticleView, Body, PageView, SiteInfo, View

# The theme's own template is still to be had under this prefix when the site's hides it.
PREFIX: Final = "theme"


class Described(msgspec.Struct, frozen=True):
    """What a page may say of another output: the SHA-256 of its bytes in hexadecimal, and how many they are."""

    sha256: str
    size: int


class _Source(msgspec.Struct, frozen=True):
    """A template's text, the templates that it names (None for one whose name is computed), and all names of variables in it."""

    text: str
    references: list[tuple[str | None, Location]]
    names: frozenset[str]


class _Closure(msgspec.Struct, frozen=True):
    """A template with all that it extends, includes or imports: a digest of their texts, and all names of variables in them."""

    digest: str
    names: frozenset[str]


class TemplateFault(Exception):
    """A page could not be rendered; `problem` has the template's file and line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


_ESCAPED: Final = "&<>\"'"


def _escaped(value: object) -> str:
    """What markupsafe's `escape` makes of a value, without making a new object of each text that has nothing to escape."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str:
        text: str = value  # type: ignore[assignment]
        if "&" not in text and "<" not in text and ">" not in text and '"' not in text and "'" not in text:
            return text
    return escape(value)


class _Code(CodeGenerator):
    """Templates as Python that escapes faster."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.escaped")


class _QuickCode(_Code):
    """Templates as Python that takes each attribute to be one. Where one is missing, or a key of a mapping, an exception says so.

    A template, and each block, gathers what it gives in a list, as macros do; Jinja hands each piece through all that it stands in.
    """

    _shown: nodes.Expr | None = None  # the call, or what is marked as safe, that is all of what is put out

    def enter_frame(self, frame: Frame) -> None:
        if frame.parent is None:
            self.buffer(frame)
        super().enter_frame(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        if frame.parent is None:
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """A text's HTML, its words and what is the same on many pages are most of a page, and are UTF-8 already: they are given as they are,
        past the list."""
        waiting: list[nodes.Expr] = []
        for child in node.nodes:
            text = _given_in(child)
            if text is None or not self._is_given(frame) or frame.require_output_check or not _is_escaped(frame):
                waiting.append(child)
                continue
            if waiting:
                super().visit_Output(nodes.Output(waiting, lineno=node.lineno), frame)
                waiting = []
            with self._past_the_list(frame):
                self.writeline(f"yield environment.given[{text.name!r}](", child)
                self.visit(text.node, frame)  # type: ignore[arg-type]
                self.signature(text, frame)
                self.write(")")
        if waiting:
            super().visit_Output(nodes.Output(waiting, lineno=node.lineno), frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        with self._past_the_list(frame):
            super().visit_Block(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        with self._past_the_list(frame):
            super().visit_Include(node, frame)

    def _is_given(self, frame: Frame) -> bool:
        """Whether what is put out here goes into the list of the whole template or block, and not to a macro, a filter or a variable."""
        whole = frame
        while whole.parent is not None:
            whole = whole.parent
        return frame.buffer == whole.buffer

    @contextmanager
    def _past_the_list(self, frame: Frame) -> Iterator[None]:
        """What is visited here gives what it has at once, so what waits in the list is given before it."""
        if not self._is_given(frame):
            yield
            return
        self.writeline(f"yield concat({frame.buffer})")
        self.writeline(f"{frame.buffer}.clear()")
        buffer, frame.buffer = frame.buffer, None
        yield
        frame.buffer = buffer

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 (Jinja's)
        """Nothing in these templates is a function that asks for the context, which Jinja would look for at each call."""
        self.write("shown_call(" if node is self._shown else "call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """What is safe is marked so only where something asks."""
        if node is self._shown and node.node is not None:
            self.write("(shown if (shown := ")
            self.visit(node.node, frame)
            self.write(").__class__ is str else Markup(shown))")
        else:
            super().visit_Filter(node, frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.module(")
        self.visit(node.template, frame)
        self.write(")")

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("call, shown_call = environment.call, environment.shown_call")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self._shown = node if _is_escaped(frame) and (isinstance(node, nodes.Call) or _is_safe(node)) else None
        if self._shown is None and _is_escaped(frame):
            self.write("(shown if (shown := ")
        elif self._shown is None:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """What nearly all texts are, seen without a call."""
        if node is self._shown:
            self._shown = None
        elif _is_escaped(frame):
            signs = "".join(f" and {sign!r} not in shown" for sign in _ESCAPED)
            self.write(f").__class__ is str{signs} else escape(shown))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_safe(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Filter) and node.name == "safe"


def _given_in(node: nodes.Expr) -> nodes.Filter | None:
    """The filter `html`, `once`, or `text` where that is called safe, that is all of what is put out."""
    names: tuple[str, ...] = ("html", "once")
    inner: nodes.Node | None = node
    if isinstance(node, nodes.Filter) and node.name == "safe":
        names, inner = ("html", "once", "text"), node.node
    if isinstance(inner, nodes.Filter) and inner.name in names and inner.node is not None:
        return inner
    return None


def _is_escaped(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile


class _Folder(jinja2.FileSystemLoader):
    """The templates of one folder."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = Path(self.searchpath[0]) / template
        with naming(path):
            try:
                text, filename, is_current = super().get_source(environment, template)
            except UnicodeDecodeError as error:
                raise _NotText(path) from error
        return text.lstrip(BOM), filename, is_current  # some programs put one there, and it would stand in the middle of a page


class _NotText(jinja2.TemplateError):
    """A template's file is not UTF-8."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not UTF-8")
        self.path = path


class _Environment(jinja2.Environment):
    code_generator_class = _Code
    compiled = Compiled()
    escaped = staticmethod(_escaped)

    def __init__(
        self, loader: jinja2.BaseLoader, filters: Mapping[str, Callable[..., object]], facts: Mapping[str, object]
    ) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=self.compiled,
        )
        self._ready: dict[str | jinja2.Template, jinja2.Template] = {}
        self.filters |= filters
        self.globals |= facts  # of the environment, not of each template: else Jinja makes what templates import anew for each page

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 (Jinja's)
    ) -> jinja2.Template:
        """Pages ask for what they extend and import each time; Jinja would look under a weak reference to the loader."""
        made = self._ready.get(name)
        if made is None:
            made = self._ready[name] = super().get_template(name, parent, globals)
        return made

    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """The environment's own, which no template changes; Jinja's ChainMap is gone through for each page, and slow."""
        assert not d, "no template has globals of its own"  # noqa: S101
        return self.globals


class _QuickEnvironment(_Environment):
    code_generator_class = _QuickCode
    compiled = Compiled(INSTALLED / "templates", BESIDE_MODULES)

    def __init__(
        self,
        loader: jinja2.BaseLoader,
        filters: Mapping[str, Callable[..., object]],
        facts: Mapping[str, object],
        given: Mapping[str, Callable[..., bytes]] = {},
    ) -> None:
        """`given` has the filters `html`, `text` and `once` as what gives UTF-8."""
        super().__init__(loader, filters, facts)
        self.given = given
        self._modules: dict[str, object] = {}

    def module(self, name: str) -> object:
        """What a template gives to those that import it."""
        made = self._modules.get(name)
        if made is None:
            made = self._modules[name] = self.get_template(name).module
        return made

    @staticmethod
    def call(called: Callable[..., object], /, *arguments: object, **named: object) -> object:
        return called(*arguments, **named)

    @staticmethod
    def shown_call(called: Callable[..., object], /, *arguments: object, **named: object) -> str:
        """What a call gives, as it is put out: what a macro makes is safe, and need not be marked so first."""
        if isinstance(called, Macro) and not named:
            lacking = called._argument_count - len(arguments)
            asks = called.caller or called.explicit_caller or called.catch_kwargs or called.catch_varargs
            if lacking >= 0 and not asks and called._default_autoescape:
                return called._func(*arguments, *[missing] * lacking)
        return _escaped(called(*arguments, **named))


_SYNTAX: Final = _Environment(jinja2.DictLoader({}), {}, {})


@lru_cache(maxsize=512)
def _parsed(text: str, name: str, filename: str | None) -> tuple[tuple[str | None, ...], frozenset[str]]:
    """The templates that a text names, and all names of variables in it. Raises jinja2.TemplateSyntaxError."""
    try:
        tree = _SYNTAX.parse(text, name, filename)
    except RecursionError:
        raise jinja2.TemplateSyntaxError("too many levels of brackets or blocks", 1, name, filename) from None
    return tuple(meta.find_referenced_templates(tree)), frozenset(each.name for each in tree.find_all(nodes.Name))


_INSTALLED: Final = str(INSTALLED / "templates") + os.sep
_TAG: Final = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_NAMES_TEMPLATE: Final = re.compile(r'\{%-?\s*(?:extends|include|import|from)\s+"([^"]+)"')


def _glanced(text: str) -> tuple[tuple[str | None, ...], frozenset[str]]:
    """What `_parsed` gives, and other words in tags too, for a template that was installed with the program: how those are written is known,
    and that they are right. To parse all of them takes twenty times as long."""
    tags = _TAG.findall(text)
    named = tuple(match[1] for tag in tags if (match := _NAMES_TEMPLATE.match(tag)))
    return named, frozenset(re.findall(r"\w+", "".join(tags)))


def _seen_in(text: str, name: str, filename: str | None) -> tuple[tuple[str | None, ...], frozenset[str]]:
    return _glanced(text) if str(filename).startswith(_INSTALLED) else _parsed(text, name, filename)


class _Words(dict[str, str]):
    """Words that are attributes too, so that `t.home` is found at once."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.__dict__.update(words)


class Templates:
    """The templates of one site. Each sees `site`, `page` (its view), `root` (the way to the site's root), `here` (the page's address where
    masthead or footer link to it, else "") and `t` (words); pages also `head`, articles `cite`, and the description of other files `files`.

    Filters: `html` (a text's finished HTML, with its links to itself absolute if an address is given), `text` (its words),
    `once` (what a macro makes of arguments that many pages share), and `json`, `script` (JSON in an element of HTML) and `csv`, which make a value safe where it stands; `mail_date` (a time of RFC 3339 as
    RFC 5322 has it).
    """

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        site: SiteInfo,
        words: Mapping[str, str],
        needs: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """`needs` has what is known of `needs` already, by template."""
        self._folder = folder.resolve()
        self._site = site
        self._words = words
        self._body: Callable[[str], bytes] = _no_body
        self._folders = (*theme.templates, bundled() / "templates")
        filters = _FILTERS | {"html": self._html, "text": self._text, "once": self._once}
        facts = {"site": site, "t": _Words(words)}
        loader = _loader(theme)
        self._environment = _Environment(loader, filters, facts)
        given: dict[str, Callable[..., bytes]] = {"html": self._filled, "text": self._words_of, "once": self._made_once}
        self._quick = _QuickEnvironment(loader, filters, facts, given)
        self._not_quick: set[str] = set()
        self._known: WeakKeyDictionary[Callable[..., object], dict[tuple[Hashable, ...], bytes]] = WeakKeyDictionary()
        menus = (link.address for link in (*site.menu, *site.footer_links))
        links = (link.address for link in (*site.categories, *site.explore))
        self._in_frame = frozenset((site.old_addresses, site.search, *menus, *links))
        self._needs = dict(needs or {})
        self._sources: dict[str, _Source] = {}
        self._closures: dict[str, _Closure] = {}
        # The 404 page is shown at any address, so its links start from the host's root.
        self.host_root = urlsplit(site.url).path or "/"

    def closure(self, name: str) -> str:
        """A digest of a template's source and of the sources of all that it extends, includes or imports, followed to the end."""
        return self._closure(name).digest

    def needs(self, name: str) -> tuple[str, ...]:
        """Which of `head` and `cite` a template, or what it extends, includes or imports, names: they are made only for those."""
        if name not in self._needs:
            names = self._closure(name).names
            self._needs[name] = tuple(each for each in ("head", "cite") if each in names)
        return self._needs[name]

    def _closure(self, name: str) -> "_Closure":
        if name not in self._closures:
            sources: dict[str, _Source] = {}
            waiting = [name]
            while waiting:
                current = waiting.pop()
                if current not in sources:
                    sources[current] = self._source(current)
                    waiting += [reference for reference, _ in sources[current].references if reference is not None]
            texts = sorted((each, source.text) for each, source in sources.items())
            names = frozenset(chain.from_iterable(source.names for source in sources.values()))
            self._closures[name] = _Closure(digest.of_bytes(repr(texts).encode()), names)
        return self._closures[name]

    def check(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """What is wrong with these templates and all that they extend, include or import, before any of them runs."""
        problems: list[Problem] = []
        waiting = sorted(set(names))
        seen: set[str] = set()
        named_by: dict[str, Location] = {}
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            try:
                references = self._source(name).references
            except jinja2.TemplateNotFound:
                problems.append(Problem.at("template-missing", named_by.get(name), name=name))
                continue
            except jinja2.TemplateSyntaxError as error:
                problems.append(
                    Problem.at("template-syntax", self._location(error.filename, error.lineno), reason=error.message or "?")
                )
                continue
            except _NotText as error:
                problems += decode(error.path.read_bytes(), self._location(str(error.path), 1).path)[1]
                continue
            for reference, location in references:
                if reference is None:
                    problems.append(Problem.at("template-computed", location))
                else:
                    named_by.setdefault(reference, location)
                    waiting.append(reference)
        return tuple(problems)

    def _source(self, name: str) -> "_Source":
        if name not in self._sources:
            assert self._environment.loader is not None  # noqa: S101 (it was given one above)
            text, filename, _ = self._environment.loader.get_source(self._environment, name)
            named, names = _seen_in(text, name, filename)
            location = self._location(filename, 1)
            self._sources[name] = _Source(text, [(reference, location) for reference in named], names)
        return self._sources[name]

    def render(self, template: str, place: str, view: View, files: Mapping[str, Described], body: Callable[[str], bytes]) -> bytes:
        """What `template` makes of a view at an address, as UTF-8.

        `files` are the outputs that it describes, by address; `body` gives the sanitised HTML with a digest, as UTF-8. Raises TemplateFault.
        """
        self._body = body
        seen: dict[str, object] = {
            "page": view,
            "root": Markup(address.root_from(place)) if place != address.NOT_FOUND else self.host_root,  # noqa: S704 (`../` and no more)
            "here": place if place in self._in_frame else "",
        }
        needs = self.needs(template)
        if "head" in needs and isinstance(view, PageView):
            seen["head"] = head(view, self._site)
        if "cite" in needs and isinstance(view, ArticleView):
            seen["cite"] = cite(view, self._site, self._words)
        if files:
            seen["files"] = files
        if template not in self._not_quick:
            try:
                made = self._quick.get_template(template)
                pieces: Iterable[str | bytes] = made.root_render_func(made.new_context(seen))
                return b"".join([piece if isinstance(piece, bytes) else piece.encode() for piece in pieces])
            except (Stop, OSError):
                raise
            except Exception:  # what is wrong, if anything is, the other way says in Jinja's own words
                self._not_quick.add(template)
        try:
            return self._environment.get_template(template).render(seen).encode()
        except (Stop, OSError):
            raise
        except Exception as error:
            reason = str(error).replace("hn_archive.view.", "")
            raise TemplateFault(Problem.at("template-render", self._place_of(error), page=place, reason=reason)) from error

    def _made_once(self, macro: Callable[..., object], *arguments: Hashable) -> bytes:
        """What a macro makes of arguments that come again on many pages.

        An imported macro sees nothing else, and is the same object on all of them; one that sees its page is another on each.
        """
        known = self._known.setdefault(macro, {})
        if arguments not in known:
            known[arguments] = escape(macro(*arguments)).encode()
        return known[arguments]

    def _once(self, macro: Callable[..., object], *arguments: Hashable) -> Markup:
        return Markup(self._made_once(macro, *arguments).decode())  # noqa: S704 (what a macro makes is escaped)

    def _filled(self, body: Body, permalink: str = "") -> bytes:
        made = fill(self._body(body.digest), body.tags)
        return with_absolute_anchors(made.decode(), permalink).encode() if permalink else made

    def _words_of(self, body: Body) -> bytes:
        return text_of(self._filled(body))

    def _html(self, body: Body, permalink: str = "") -> Markup:
        return Markup(self._filled(body, permalink).decode())  # noqa: S704 (the sanitiser has passed it)

    def _text(self, body: Body) -> str:
        return self._words_of(body).decode()

    def _place_of(self, error: Exception) -> Location | None:
        """The innermost line of a template in the error's traceback; Jinja names templates in it by their files."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if any(Path(frame.filename).is_relative_to(folder) for folder in self._folders):
                return self._location(frame.filename, frame.lineno or 0)
        return None

    def _location(self, filename: str | None, line: int) -> Location:
        path = Path(filename or "?")
        for root, shown in ((self._folder, ""), (bundled(), f"{PREFIX}/")):
            if path.is_relative_to(root):
                return Location(f"{shown}{path.relative_to(root).as_posix()}", line)
        return Location(path.name, line)


def compile_ahead(task: tuple[Theme, tuple[str, ...]]) -> None:
    """Compile the named templates of a theme, and all that they name, for pages that this process will make. What is wrong with one is said
    where it is checked."""
    theme, names = task
    loader = _loader(theme)
    environment = _QuickEnvironment(loader, _FILTERS | dict.fromkeys(("html", "text", "once"), _no_body), {})
    waiting, seen = [*names], set(names)
    while waiting:
        name = waiting.pop()
        with suppress(Exception):  # nobody would see it here, be it Jinja's or Python's own
            text, filename, _ = loader.get_source(environment, name)
            more = {reference for reference in _seen_in(text, name, filename)[0] if reference} - seen
            seen |= more
            waiting += more
            bucket = environment.compiled.get_bucket(environment, name, filename, text)
            if bucket.code is None:
                bucket.code = environment.compile(text, name, filename)
                environment.compiled.set_bucket(bucket)


def compiled(task: tuple[Theme, tuple[str, ...]]) -> bytes:
    """What `compile_ahead` compiles, for `take_compiled` in another process of this program."""
    compile_ahead(task)
    return _QuickEnvironment.compiled.give()


def take_compiled(given: bytes) -> None:
    """Have what `compiled` gave in another process as if it had been compiled in this one."""
    _QuickEnvironment.compiled.take(given)


def _loader(theme: Theme) -> jinja2.BaseLoader:
    own = [_Folder(path) for path in theme.templates]
    return jinja2.ChoiceLoader([*own, jinja2.PrefixLoader({PREFIX: _Folder(bundled() / "templates")})])


def _no_body(sha256: str) -> bytes:
    raise KeyError(sha256)


def _json(value: object) -> Markup:
    """JSON (RFC 8259)."""
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704 (nothing in JSON is markup)


def _script(text: str) -> Markup:
    """JSON as the content of a `<script>` (HTML, "Restrictions for contents of script elements")."""
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 (there is no < left)


def _mail_date(written: str) -> str:
    from email.utils import format_datetime  # 10 ms to import, and only RSS needs it

    return format_datetime(datetime.fromisoformat(written))


def csv_line(values: Iterable[object]) -> Markup:
    """A line of CSV (RFC 4180) without its end. Lists are parted by `; `.

    Spreadsheets take what begins with one of =+-@ as a formula, so such a text gets an apostrophe before it (OWASP, CSV injection).
    """
    fields = []
    for value in values:
        text = "; ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
        if isinstance(value, (str, tuple)) and text.startswith(("=", "+", "-", "@", "\t")):
            text = f"'{text}"
        fields.append('"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',;"\n\r') else text)
    return Markup(",".join(fields) + "\r")  # noqa: S704 (nothing in CSV is markup)


_FILTERS: Final[dict[str, Callable[..., object]]] = {"json": _json, "script": _script, "csv": csv_line, "mail_date": _mail_date}
