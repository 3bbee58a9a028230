"""Tells by its path what kind of text a file holds, as far as that changes what a value beside a name means."""

from __future__ import annotations

from ai_provenance import lazy

CODE = "code"
"""Source code: only literals are values; names, calls and words are not."""
CONFIG = "config"
"""Settings: everything after `=` or `:` is a value, quoted or not. Files of unknown kind count here."""
QUOTED = "quoted"
"""Settings in a language with expressions (Terraform and other HCL): a value is a literal in quotes."""
PROSE = "prose"
"""Sentences and manuals: values are examples more often than not."""
LOCK = "lock"
"""Generated text, full of hashes: only tokens with a shape of their own count."""

_CODE = frozenset(
    "py pyi pyx js mjs cjs jsx ts tsx vue svelte go java kt kts c cc cpp cxx h hh hpp hxx cs rb erb php phtml pl pm "
    "swift scala rs lua dart m mm vb groovy ex exs erl clj cljs r jl hs ml fs ps1 psm1 sol asm s ipynb gradle "
    "sql coffee css scss sass less html htm xhtml jsp jinja j2 tmpl tpl twig ejs hbs pug proto thrift graphql el "
    "vim".split()
)
_QUOTED = frozenset("tf tfvars tofu hcl nomad pkr sentinel jsonnet libsonnet cue dhall nix bicep".split())
_PROSE = frozenset("md mdx markdown rst adoc asciidoc org tex txt text rtf po pot srt log diff patch csv tsv".split())
_LOCK = lazy.pattern(
    r"(?:^|[/.-])(?:lock|lockfile|lock\.json|lock\.ya?ml|sum|resolved|shrinkwrap\.json|lock\.hcl)$|\.(?:svg|map|min\.js|min\.css)$"
    r"|(?:^|/)(?:pnpm-lock\.yaml|go\.sum|flake\.lock|bun\.lockb?)$"
)
# texts for users: `password: Passwort` is a translation, whatever the extension
_TRANSLATION = lazy.pattern(r"(?:^|[/_.-])(?:locales?|i18n|l10n|lang|languages|translations?|messages)[/_.-]")


def kind_of(path: str) -> str:
    """CODE, CONFIG, QUOTED, PROSE or LOCK, by PATH alone."""
    low = path.lower()
    name = low.rsplit("/", 1)[-1]
    if _LOCK.search(low):
        return LOCK
    extension = name.rsplit(".", 1)[-1] if "." in name.lstrip(".") else ""
    if extension in _CODE:
        return CODE
    if extension in _QUOTED:
        return QUOTED
    if (
        extension in _PROSE
        or name in ("commit_msg", "readme", "changelog", "license", "changes")
        or _TRANSLATION.search(low)
    ):
        return PROSE
    return CONFIG


def keeps_hashes(path: str, kind: str) -> bool:
    """Whether a password hash in such a file protects a real account: in code and manuals it is an example."""
    return kind in (CONFIG, QUOTED) or path.lower().endswith((".sql", ".csv", ".ldif"))
