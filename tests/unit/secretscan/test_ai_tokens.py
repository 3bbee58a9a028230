"""Fifty-six kinds of AI credentials, in an assignment, a call, a settings file, and those with a prefix in prose."""

from __future__ import annotations

import pytest

from ai_provenance.secretscan.scan import matches
from tokens import expand

UUID = "{h8}-{h4}-{h4}-{h4}-{h12}"
PREFIXED = {
    "anthropic api": "sk-ant-api03-{w93}AA",
    "anthropic admin": "sk-ant-admin01-{w93}AA",
    "anthropic oauth": "sk-ant-oat01-{w95}",
    "anthropic refresh": "sk-ant-ort01-{w95}",
    "openai legacy": "sk-{a20}T3BlbkFJ{a20}",
    "openai project 74": "sk-proj-{w74}T3BlbkFJ{w74}",
    "openai project 58": "sk-proj-{w58}T3BlbkFJ{w58}",
    "openai project 20": "sk-proj-{a20}T3BlbkFJ{a20}",
    "openai service account": "sk-svcacct-{w74}T3BlbkFJ{w74}",
    "openai admin": "sk-admin-{w58}T3BlbkFJ{w58}",
    "openai none": "sk-None-{a20}T3BlbkFJ{a20}",
    "gemini": "AIzaSy{w33}",
    "gemini 2026": "AQ.Ab8RN6{w44}",
    "hugging face": "hf_{l34}",
    "hugging face organisation": "api_org_{l34}",
    "groq": "gsk_{a52}",
    "xai": "xai-{a80}",
    "perplexity": "pplx-{a48}",
    "replicate": "r8_{a37}",
    "together": "tgp_v1_{w43}",
    "fireworks": "fw_{a24}",
    "openrouter": "sk-or-v1-{h64}",
    "deepseek": "sk-{h32}",
    "moonshot": "sk-{a48}",
    "langsmith personal": "lsv2_pt_{h32}_{h10}",
    "langsmith service": "lsv2_sk_{h32}_{h10}",
    "pinecone": "pcsk_{a5}_{a63}",
    "elevenlabs": "sk_{h48}",
    "azure openai 84": "{a52}JQQJ99AKACOG{a12}a{a7}",
    "bedrock": "ABSK{b120}",
    "cursor": "key_{h64}",
    "cursor 2026": "crsr_{h64}",
    "github": "ghp_{a30}{crc}",
    "copilot user": "ghu_{a36}",
    "github fine-grained": "github_pat_{a22}_{a59}",
    "github installation": "ghs_{d7}_eyJ{a100}.eyJ{a200}.{w86}",
    "vercel": "vck_{w56}",
    "wandb v1": "wandb_v1_{a77}",
    "langfuse secret": "sk-lf-" + UUID,
    "langfuse public": "pk-lf-" + UUID,
    "voyage": "pa-{w43}",
    "cerebras": "csk-{z48}",
    "nvidia": "nvapi-{w64}",
    "databricks": "dapi{h32}",
    "jina": "jina_{a60}",
    "tavily": "tvly-{a32}",
    "llamacloud": "llx-{a48}",
    "stability": "sk-{a48}",
    "posthog": "phx_{a43}",
    "gitlab": "glpat-{w20}",
}
BARE = {
    "MISTRAL_API_KEY": "{a32}",
    "COHERE_API_KEY": "{a40}",
    "TOGETHER_API_KEY": "{h64}",
    "AZURE_OPENAI_API_KEY": "{h32}",
    "WANDB_API_KEY": "{h40}",
    "WEAVIATE_API_KEY": "{a40}",
}
SEEDS = range(20)


def is_found(path: str, text: str) -> bool:
    return bool(matches(path, text.encode()))


def test_there_are_56_kinds() -> None:
    assert len(PREFIXED) + len(BARE) == 56


@pytest.mark.parametrize("shape", PREFIXED.values(), ids=PREFIXED)
@pytest.mark.parametrize(
    ("path", "frame"),
    [
        ("a.py", 'TOKEN = "%s"\n'),
        ("a.py", 'client = Client(api_key="%s")\n'),
        (".env", "TOKEN=%s\n"),
        ("COMMIT_MSG", "Use %s for the demo.\n"),
    ],
)
def test_prefixed_kinds_in_every_place(shape: str, path: str, frame: str) -> None:
    assert all(is_found(path, frame % expand(shape, seed)) for seed in SEEDS)


@pytest.mark.parametrize(("name", "shape"), BARE.items())
def test_bare_kinds_beside_a_name(name: str, shape: str) -> None:
    for token in (expand(shape, seed) for seed in SEEDS):
        assert is_found("a.py", f'{name} = "{token}"\n')
        assert is_found("a.py", f'client = Client(api_key="{token}")\n')
        assert is_found(".env", f"{name}={token}\n")


@pytest.mark.parametrize("shape", BARE.values(), ids=BARE)
def test_bare_kinds_in_prose_are_just_text(shape: str) -> None:
    assert not any(is_found("COMMIT_MSG", f"See {expand(shape, seed)} for more.\n") for seed in SEEDS)


@pytest.mark.parametrize(
    "text",
    [
        "Change-Id: I{h40}",
        "Prompt-Hash: sha256:{h64}",
        "AI-Prompt-Key: {h64}",
        "Session: " + UUID,
        "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>",
        "see https://github.com/owner/repository/pull/1234/commits/{h40}",
        'integrity "sha512-{b86}=="',
        "from sk-learn-extra import a-rather-long-module-name-in-kebab-case",
        "hf_hub_download_and_load_the_whole_model_please",
        "the xai-explainability-toolbox-for-tabular-classification package",
        "sk-ant-api03-YOUR-KEY-GOES-HERE-YOUR-KEY-GOES-HERE-YOUR-KEY-GOES-HERE-YOUR-KEY-GOES-HERE-YOUR-KEY-GO",
        "gsk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ],
)
def test_what_looks_alike_is_left_alone(text: str) -> None:
    assert not is_found("COMMIT_MSG", expand(text) + "\n")
