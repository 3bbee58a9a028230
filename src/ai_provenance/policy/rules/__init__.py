"""The rules of the policy, one module a rule: its entry, its check and an example on each side.

To add one, write a module with a `RULE` that has the next free id, name it in `RULES` below and run `make docs`.
"""

from __future__ import annotations

from ai_provenance.policy.rule import Rule
from ai_provenance.policy.rules import (
    agent_not_allowed,
    agent_sign_off,
    ai_not_accepted,
    contradiction,
    form_forbidden,
    form_missing,
    form_not_accepted,
    level_required,
    model_missing,
    model_not_allowed,
    record_conflict,
    record_unbound,
    record_unsigned,
    review_missing,
    signer_revoked,
    signer_unknown,
    squash_loss,
    too_large,
    undeclared_ai,
    undeclared_human,
    waiver_expired,
)

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        undeclared_ai.RULE,
        undeclared_human.RULE,
        ai_not_accepted.RULE,
        form_missing.RULE,
        form_not_accepted.RULE,
        form_forbidden.RULE,
        agent_not_allowed.RULE,
        model_not_allowed.RULE,
        model_missing.RULE,
        review_missing.RULE,
        agent_sign_off.RULE,
        too_large.RULE,
        squash_loss.RULE,
        waiver_expired.RULE,
        contradiction.RULE,
        level_required.RULE,
        record_conflict.RULE,
        record_unbound.RULE,
        signer_unknown.RULE,
        signer_revoked.RULE,
        record_unsigned.RULE,
    )
}
"""Rule id -> rule, in the order of ids."""
