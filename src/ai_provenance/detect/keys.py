"""Keys of trailers, by what a line with one says about who wrote the change.

Keys are compared lower case with spaces and underscores read as hyphens, so that `Assisted by`, `Co Authored By` and
`co_authored_by` are what their writers meant.
"""

from __future__ import annotations

from enum import Enum


class Says(Enum):
    """What a key says of the one that its value names."""

    WROTE = "wrote"  # helped to write the change
    SIGNED = "signed"  # certified it: an AI must not, but it did take part
    DECLARES = "declares"  # the value is yes, no or a tool: the project's own declaration
    USED = "used"  # the value is a tool or model, never a person
    OTHER = "other"  # found, reported, reviewed: says nothing about who wrote it


_WROTE = (
    "co-authored-by coauthored-by co-author co-authored co-author-by co-authors co-authord-by co-authored-with "
    "authored-by author original-author co-developed-by developed-by co-written-by written-by assisted-by "
    "assisted-with assistance-by ai-assisted-by ai-assistance-by ai-assistant ai-co-authored-by "
    "ai-coauthored-by co-authored-by-ai ai-co-author ai-coauthor ai-author ai-authored-by generated-by "
    "generated-with generated-using ai-generated-by co-generated-by synthesized-by synthesised-by made-with "
    "made-by created-by created-with built-with built-by implemented-by coded-by coded-with vibe-coded-by "
    "vibe-coded-with pair-programmed-with paired-with pair-programmed-by drafted-by prepared-by patch-by "
    "written-with produced-by produced-with llm-assisted-by llm-generated-by machine-generated-by "
    "agent-authored-by "
    # slips of the keyboard found in public histories, or one letter from them
    "asissted-by assisited-by assited-by asisted-by assised-by assistd-by assissted-by assitsed-by assisted-y "
    "co-autored-by co-authered-by co-auhtored-by co-authred-by co-athored-by co-autherd-by co-authored-bt "
    "co-authored-b cp-authored-by sco-authored-by aco-authored-by"
)
_DECLARES = (
    "ai-assisted ai-generated ai-assistance ai-usage ai-use ai-used ai-disclosure ai-disclaimer "
    "ai-assistance-disclosure ai-statement ai-contribution ai-involvement ai ai-declaration generated-by-ai "
    "assisted-by-ai written-by-ai llm-assisted llm-generated llm-usage llm-disclaimer llm-disclosure genai "
    "ai-provenance ai-co-authored ai-authored ai-written uses-ai contains-ai"
)
_USED = (
    "ai-agent ai-model ai-tool ai-tools ai-tool-used ai-tools-used ai-model-used ai-tooling "
    "ai-assist-tool coding-agent agent-model model-used models-used tool-used tools-used agent-used agents-used "
    "llm llm-model ai-provider agent-signature entire-agent assistance llm-used assistant-used coding-assistant "
    "agent tool assistant ai-agents with-help-of-ai-agent with-help-of-ai-agents with-the-help-of-ai-agent "
    "with-the-help-of-ai-agents with-help-of-ai with-the-help-of-ai"
)
_OTHER = (
    "reported-by reviewed-by acked-by tested-by suggested-by found-by spotted-by noticed-by pointed-out-by "
    "discovered-by helped-by mentored-by thanks-to inspired-by requested-by diagnosed-by bug-found-by "
    "reported-and-tested-by verified-by debugged-by approved-by based-on-patch-by ai-reviewed-by ai-reviewed "
    "checked-by audited-by analyzed-by analysed-by"
)
KEYS: dict[str, Says] = {
    **dict.fromkeys(_WROTE.split(), Says.WROTE),
    **dict.fromkeys(("signed-off-by", "signed-by", "sign-off-by"), Says.SIGNED),
    **dict.fromkeys(_DECLARES.split(), Says.DECLARES),
    **dict.fromkeys(_USED.split(), Says.USED),
    **dict.fromkeys(_OTHER.split(), Says.OTHER),
}
"""Every key whose meaning the reader knows."""

ATTRIBUTION = "semantica-attribution"
"""The key under which Semantica sums up its record; `lines` knows its grammar."""
AI_KEYS = ("ai-", "llm-", "genai-")
"""Beginnings of keys for what an AI did."""
BLOCK_KEYS = frozenset({"agent", "tool", "assistant"})
"""Keys that mean anything in a text: they count in git's own block, where a tool is all of the value."""
PERSON_KEYS = frozenset(
    {"author", "authored-by", "original-author", "patch-by", "made-by", "created-by", "developed-by"}
)
"""Keys that come before people in ordinary prose too: outside git's block they count only with a known address."""


def holds_ai(key: str) -> bool:
    """Whether the normal KEY says AI by a word of its own, beside another one."""
    words = key.split("-")
    return len(words) > 1 and not {"ai", "llm", "genai"}.isdisjoint(words)


def is_about_ai(key: str) -> bool:
    """Whether the normal KEY is one for what an AI did, of this project or of any other."""
    return holds_ai(key) and (key in KEYS or key.startswith(AI_KEYS))


def normal(key: str) -> str:
    """KEY as it is looked up."""
    return "-".join(key.lower().replace("_", " ").replace("-", " ").split())
