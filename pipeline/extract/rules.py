"""A site's own selectors: tried before the general way, given up with a warning where they match nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipeline.site import Rules

_FIELDS = ("title", "body", "published", "author", "source", "editor", "category", "tags", "related")


@dataclass(slots=True)
class Matched:
    """Elements by field, and a warning for each rule that matched nothing."""

    nodes: dict[str, list[LexborNode]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def first(self, name: str) -> LexborNode | None:
        return next(iter(self.nodes.get(name, ())), None)

    def text(self, name: str) -> str | None:
        """The text of the first match; a meta element's content, a time element's datetime."""
        node = self.first(name)
        if node is None:
            return None
        attributes = node.attributes
        said = attributes.get("content") if node.tag == "meta" else attributes.get("datetime")
        return " ".join((said or node.text(separator=" ")).split()) or None

    def parts(self, name: str) -> list[str]:
        """The texts of all matches; of an element around several links, those of the links."""
        found: list[str] = []
        for node in self.nodes.get(name, ()):
            links = node.css("a")
            found += (" ".join(one.text(separator=" ").split()) for one in (links if len(links) > 1 else (node,)))
        return [text for text in found if text]


def apply(tree: LexborHTMLParser, rules: Rules | None) -> Matched:
    """Removes what ``drop`` names, and looks the fields up. A selector that cannot be read counts as no match."""
    matched = Matched()
    if rules is None:
        return matched
    for selector in rules.drop:
        for node in _css(tree, selector, matched, "drop") or ():
            node.decompose()
    for name in _FIELDS:
        selector = getattr(rules, name)
        if selector:
            found = _css(tree, selector, matched, name)
            if found:
                matched.nodes[name] = found
            elif found is not None:
                matched.warnings.append(f"rule_matched_nothing:{name}")
    return matched


def _css(tree: LexborHTMLParser, selector: str, matched: Matched, name: str) -> list[LexborNode] | None:
    try:
        return tree.css(selector)
    except SelectolaxError:
        matched.warnings.append(f"rule_unreadable:{name}")
        return None
