"""What a document of delivery shows beside the metrics."""

from __future__ import annotations

from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.delivery.code_rework import CodeRework
    from ai_provenance.delivery.improvement import Improvement
    from ai_provenance.delivery.sizes import Sizes
    from ai_provenance.delivery.stages import Stages


class Shown(NamedTuple):
    """What is wanted beside the metrics; by default nothing."""

    with_list: bool = False
    """Each deployment, with the commits that explain its outcome."""
    by: str | None = None
    """A dimension of `delivery.slices`."""
    bands: str | None = None
    """A year of `delivery.bands`."""
    sizes: tuple[Sizes, Sizes] | None = None
    """Lines and files of the changes."""
    code_rework: CodeRework | None = None
    """Lines that were soon written again; None where it is not wanted."""
    stages: Stages | None = None
    """Of pull and merge requests; None without an export of any."""
    improvement: Improvement | None = None
    """What was tried; None where nothing was recorded, or it was not read."""


NOTHING = Shown()
