"""Listings of gh, GitLab, Backstage and tables as repositories."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from ai_provenance.fleet.importers import FORMATS, importer, recognise
from ai_provenance.fleet.importers.interface import Listed, ListingError

GH = json.dumps(
    [
        {
            "nameWithOwner": "example/pay",
            "url": "https://github.com/example/pay",
            "isArchived": False,
            "isFork": True,
            "pushedAt": "2026-01-02T03:04:05Z",
            "repositoryTopics": [{"name": "web"}],
        },
        {
            "nameWithOwner": "example/old",
            "url": "https://github.com/example/old",
            "isArchived": True,
            "repositoryTopics": None,
        },
    ]
).encode()
GITLAB = json.dumps(
    [
        {
            "path_with_namespace": "example/pay",
            "http_url_to_repo": "https://gitlab.example.org/example/pay.git",
            "archived": True,
            "forked_from_project": {"id": 7},
            "last_activity_at": "2026-01-02T03:04:05Z",
            "topics": ["web"],
        }
    ]
).encode()
CATALOG = b"""
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pay
  annotations: {github.com/project-slug: example/pay}
spec: {owner: "group:default/payments", lifecycle: production}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  annotations: {backstage.io/source-location: "url:https://git.example.org/example/web/tree/main/packages/a/"}
spec: {owner: user:ana}
---
apiVersion: backstage.io/v1alpha1
kind: Group
"""
CSV = b"\xef\xbb\xbfName,URL,team,Archived,tier\npay,https://git.example.org/example/pay,payments,no,1\n\n,https://x.example.org/y,,yes,\n"


def test_gh_lists_archived_forks_and_topics() -> None:
    pay, old = importer("gh")(GH)
    assert pay == Listed(
        "https://github.com/example/pay", fork=True, pushed_at="2026-01-02T03:04:05Z", labels={"topic.web": "yes"}
    )
    assert old.archived


def test_the_last_activity_of_gitlab_is_no_time_of_a_push() -> None:
    (pay,) = importer("gitlab")(GITLAB)
    assert (pay.archived, pay.fork, pay.pushed_at) == (True, True, None)


def test_a_catalog_names_groups_but_no_persons() -> None:
    pay, web = importer("catalog")(CATALOG)
    assert (pay.url, pay.team, pay.labels) == (
        "https://github.com/example/pay",
        "payments",
        {"lifecycle": "production"},
    )
    assert (web.url, web.team) == ("https://git.example.org/example/web", None)


def test_a_table_has_labels_in_its_other_columns() -> None:
    pay, other = importer("csv")(CSV)
    assert (pay.team, pay.labels) == ("payments", {"name": "pay", "tier": "1"})
    assert other.archived


@pytest.mark.parametrize(
    ("content", "kind"), [(GH, "gh"), (GITLAB, "gitlab"), (CATALOG, "catalog"), (CSV, "csv"), (b"[]", "gh")]
)
def test_a_listing_is_recognised(content: bytes, kind: str) -> None:
    assert recognise(content) == kind


@pytest.mark.parametrize("content", [b"", b"{}", b"a,b\n1,2\n", b"\0\xff", b"[1]", b'["kind"]'])
def test_what_is_no_listing_is_refused(content: bytes) -> None:
    with pytest.raises(ListingError, match="cannot read the listing"):
        list(importer(recognise(content))(content))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("content", [b"[[[[", b"\xff\xfe", b"[{}]", b"- : : :\n  -", b'"\n'])
def test_no_importer_fails_in_another_way(kind: str, content: bytes) -> None:
    with suppress(ListingError):
        assert list(importer(kind)(content)) == []
