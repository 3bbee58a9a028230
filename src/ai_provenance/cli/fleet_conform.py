"""`ai-provenance fleet conform`: every repository of an organisation against its rules."""

from __future__ import annotations

import datetime as dt

import click

from ai_provenance.cli.governance import governance_of, governance_option, subjects_in
from ai_provenance.cli.options import at_option, day_of, output_option
from ai_provenance.cli.output import open_output
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.conform import Conformity, Options, judge, unjudged
from ai_provenance.conformity.rollup import Onboarding, Organisation, onboarding_time, pool
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.governance.conformity import FORMATS, write
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import onboarding_of


@click.command("conform")
@click.option("--config", default="fleet.toml", show_default=True, metavar="FILE", help="The fleet's definition.")
@governance_option
@click.option("--store", metavar="URL", help="Metrics store with the onboardings. Default: each clone's own.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@at_option
@output_option
def command(  # noqa: PLR0913 - one parameter an option
    *, config: str, place: str | None, store: str | None, format_: str, at: dt.datetime | None, output: str | None
) -> int:
    """Hold every repository against the organisation's rules: I6.1, I6.2, I6.3, drift by template and team.

    Exits 0 where all that is judged conforms, 1 where one drifts, 3 where none could be judged.
    """
    source = governance_of(GovernanceConfig(), place or ".", top=None)
    rows: list[Conformity] = []
    begun: list[Onboarding] = []
    day = day_of(at)
    for subject, mirror in subjects_in(config):
        try:
            known = onboarding_of(mirror, subject.identity, store)
            begun += [Onboarding(subject.identity, *known)] if known else []
            rows.append(judge(open_repository(mirror), source, subject, Options(day)))
        except ProvenanceError as error:
            # the folder of a mirror may hold the name of a person
            rows.append(unjudged(subject, day, str(error).replace(mirror, subject.identity)))
    end = dt.datetime.combine(day, dt.time.max, dt.UTC)
    manifest = source.tree().manifest
    held = Organisation(
        manifest.organisation,
        day,
        rows,
        pool(rows),
        onboarding_time(begun, now=int(end.timestamp())),
        manifest.most_excepted,
    )
    with open_output(output, document=format_ != "text") as out:
        write(held, format_, out)
    if held.pooled.repositories.ratio is None:
        return ExitCode.INCONCLUSIVE
    drifts = held.pooled.with_exceptions.ratio != 1
    return ExitCode.VIOLATION_FOUND if held.is_template_wrong or drifts else ExitCode.OK
