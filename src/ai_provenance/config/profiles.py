"""Declaration profiles: the forms in which projects ask for AI help to be declared.

Plain data, because hooks read it while a person waits for `git commit`. Each form is a trailer; sources:

- kernel: Documentation/process/coding-assistants.rst, `Assisted-by: AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`
- asf: https://www.apache.org/legal/generative-tooling.html, `Generated-by: TOOL`
- openinfra: https://openinfra.org/legal/ai-policy, `Generated-By:` (generative) or `Assisted-By:` (assistive)
- fedora: Fedora's policy on AI-assisted contributions, 2025-10-22, `Assisted-by: TOOL`
- llvm: llvm/docs/AIToolPolicy.md, `Assisted-by: NAME`
- co-author: what most tools write by themselves, `Co-authored-by: NAME <address the vendor owns>`
- forbid: no declaration in the message at all (Kubernetes, systemd, Gateway API)
"""

from __future__ import annotations

PROFILES: dict[str, tuple[str, ...]] = {
    "kernel": ("Assisted-by",),
    "asf": ("Generated-by",),
    "openinfra": ("Generated-by", "Assisted-by"),
    "fedora": ("Assisted-by",),
    "llvm": ("Assisted-by",),
    "co-author": ("Co-authored-by",),
    "forbid": (),
}
"""Profile -> the trailer keys that declare AI help in it; the first one is the one we write."""
