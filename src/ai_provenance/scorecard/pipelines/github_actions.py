"""Parses GitHub Actions: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions."""

from __future__ import annotations

import re
from typing import Any

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.guards import filter_of, guards, permission_lines, pin_of, step_list, texts
from ai_provenance.scorecard.pipelines.pipeline import Job, Pipeline, Shell, Step, Trigger
from ai_provenance.scorecard.pipelines.yaml_text import mapping, table

_USE_WITH_COMMENT = lazy.pattern(r"\buses:[ \t]*['\"]?([^\s'\"#]+)['\"]?[ \t]+#[ \t]*(\S{1,100})")
_SECRET = lazy.pattern(r"\$\{\{[^}]*\bsecrets\b")
_SHELLS = ("bash", "sh", "pwsh", "powershell", "cmd")


def parse(path: str, content: bytes) -> Pipeline:
    """One workflow file."""
    document = mapping(content)
    jobs = {str(name): table(job) for name, job in table(document.get("jobs")).items()}
    comments = dict(_USE_WITH_COMMENT.findall(content.decode("utf-8", "replace")))
    return Pipeline(
        provider="github",
        path=path,
        events=_events(document.get("on", document.get(True))),  # YAML 1.1 reads the bare key `on` as true
        jobs=tuple(_job(name, job, document, comments) for name, job in jobs.items()),
        least_permissions=_has_least_permissions(document, jobs),
        permissions=permission_lines(document.get("permissions")),
        # a job that uses a workflow of another repository, whose text is not here
        included=any("@" in str(job.get("uses", "")) for job in jobs.values()),
        secret_variables=tuple(
            str(name)
            for part in (document, *jobs.values())
            for name, value in table(part.get("env")).items()
            if _SECRET.search(str(value))
        ),
    )


def _events(value: object) -> tuple[Trigger, ...]:
    if isinstance(value, str):
        return (Trigger(value),)
    if isinstance(value, dict):
        return tuple(
            Trigger(str(event), filter_of(table(given)), texts(table(given).get("types")))
            for event, given in value.items()
        )
    return tuple(Trigger(str(one)) for one in (value if isinstance(value, list) else ()))


def _job(name: str, job: dict[Any, Any], document: dict[Any, Any], comments: dict[str, str]) -> Job:
    environment = job.get("environment")
    environment = environment.get("name") if isinstance(environment, dict) else environment
    default = next((shell for one in (job, document) if (shell := _default_shell(one))), None)
    windows = "windows" in str(job.get("runs-on", "")).lower()
    steps = [_step(step, default, windows=windows, comments=comments) for step in step_list(job)]
    if "uses" in job:  # the whole job is a workflow
        steps.append(Step(uses=_use(job), pin=pin_of(str(job["uses"]), comments)))
    matrix = table(table(job.get("strategy")).get("matrix"))
    return Job(
        name=f"{name} {job.get('name', '')}".strip(),
        steps=tuple(steps),
        environment=environment if isinstance(environment, str) else None,
        guards=guards(
            job.get("if"),
            failure_ignored=job.get("continue-on-error"),
            never=any(value == [] for value in matrix.values()),
            needs=texts(job.get("needs")),
            permissions=job.get("permissions"),
            timeout=job.get("timeout-minutes"),
        ),
        id=name,
    )


def _step(step: dict[Any, Any], default: object, *, windows: bool, comments: dict[str, str]) -> Step:
    held = guards(step.get("if"), failure_ignored=step.get("continue-on-error"), timeout=step.get("timeout-minutes"))
    name = str(step.get("name", ""))
    if "uses" in step:
        return Step(uses=_use(step), name=name, guards=held, pin=pin_of(str(step["uses"]), comments))
    shell = _shell(step.get("shell", default), windows=windows)
    return Step(script=str(step["run"]) if "run" in step else "", name=name, guards=held, shell=shell)


def _default_shell(part: dict[Any, Any]) -> object:
    return table(table(part.get("defaults")).get("run")).get("shell")


def _shell(value: object, *, windows: bool) -> Shell:
    """How GitHub starts the shell that VALUE names."""
    words = str(value or ("pwsh" if windows else "")).split()
    if not words:
        return Shell()
    if words[0] not in _SHELLS:
        # another program may start the shell: `script -e -c "bash -e {0}"`, `nix develop -c bash -e {0}`
        plain = [word.strip("\"'") for word in words]
        inner = next((at for at, word in enumerate(plain) if word in ("bash", "sh")), None)
        if inner is None or "{0}" not in plain[inner:]:
            return Shell(known=False)
        words = plain[inner:]
    if words[0] not in ("bash", "sh"):
        return Shell(errexit=False)
    if len(words) == 1:
        return Shell(pipefail=words[0] == "bash")
    # a template of its own: `bash -l {0}` stops at nothing
    return Shell(errexit=any(re.fullmatch(r"-\w*e\w*", word) for word in words), pipefail="pipefail" in words)


def _use(step: dict[Any, Any]) -> str:
    """The action with its inputs."""
    # inputs decide what an action does: with `provenance: true` a build action signs the image
    inputs = " ".join(f"{key}: {value}" for key, value in table(step.get("with")).items())
    return f"{step['uses']} {inputs}".strip()


def _has_least_permissions(document: dict[Any, Any], jobs: dict[str, dict[Any, Any]]) -> bool:
    """Whether permissions are declared at the top or for each job, and nowhere as `write-all`."""
    declared = [document["permissions"]] if "permissions" in document else []
    declared += [job["permissions"] for job in jobs.values() if "permissions" in job]
    everywhere = "permissions" in document or (bool(jobs) and all("permissions" in job for job in jobs.values()))
    return everywhere and "write-all" not in declared
