"""Names the page of the provider where a leaked credential is revoked, by rule."""

from __future__ import annotations

REVOKE_AT = {
    "anthropic-api-key": "https://console.anthropic.com/settings/keys",
    "anthropic-admin-key": "https://console.anthropic.com/settings/admin-keys",
    "anthropic-oauth-token": "https://claude.ai/settings/claude-code",
    "anthropic-key": "https://console.anthropic.com/settings/keys",
    "openai-api-key": "https://platform.openai.com/api-keys",
    "openai-style-key": "https://platform.openai.com/api-keys",
    "deepseek-api-key": "https://platform.deepseek.com/api_keys",
    "openrouter-api-key": "https://openrouter.ai/settings/keys",
    "langfuse-key": "https://cloud.langfuse.com (project settings, API keys)",
    "google-api-key": "https://aistudio.google.com/app/apikey, or https://console.cloud.google.com/apis/credentials",
    "google-gemini-key": "https://aistudio.google.com/app/apikey",
    "huggingface-token": "https://huggingface.co/settings/tokens",
    "groq-api-key": "https://console.groq.com/keys",
    "xai-api-key": "https://console.x.ai",
    "perplexity-api-key": "https://www.perplexity.ai/settings/api",
    "replicate-api-token": "https://replicate.com/account/api-tokens",
    "together-api-key": "https://api.together.ai/settings/api-keys",
    "fireworks-api-key": "https://fireworks.ai/account/api-keys",
    "langsmith-api-key": "https://smith.langchain.com/settings",
    "pinecone-api-key": "https://app.pinecone.io (API keys of the project)",
    "elevenlabs-api-key": "https://elevenlabs.io/app/settings/api-keys",
    "azure-ai-key": "https://portal.azure.com (keys and endpoint of the resource: regenerate)",
    "aws-bedrock-api-key": "https://console.aws.amazon.com/bedrock (API keys), or the IAM user's service credentials",
    "cursor-api-key": "https://cursor.com/dashboard",
    "vercel-token": "https://vercel.com/account/tokens, AI gateway keys in its own tab",
    "wandb-api-key": "https://wandb.ai/settings",
    "voyage-api-key": "https://dashboard.voyageai.com",
    "cerebras-api-key": "https://cloud.cerebras.ai",
    "nvidia-api-key": "https://build.nvidia.com/settings/api-keys",
    "databricks-token": "the workspace's user settings, developer, access tokens",
    "jina-api-key": "https://jina.ai/api-dashboard",
    "tavily-api-key": "https://app.tavily.com",
    "llamacloud-api-key": "https://cloud.llamaindex.ai/api-key",
    "posthog-api-key": "https://us.posthog.com/settings/user-api-keys",
    "github-token": "https://github.com/settings/tokens",
    "github-app-token": "https://github.com/settings/apps (it also ends by itself within the hour)",
    "github-fine-grained-token": "https://github.com/settings/personal-access-tokens",
    "gitlab-token": "https://gitlab.com/-/user_settings/personal_access_tokens",
    "npm-token": "https://www.npmjs.com/settings/~/tokens",
    "aws-access-key": "https://console.aws.amazon.com/iam (security credentials)",
    "slack-token": "https://api.slack.com/apps",
    "stripe-key": "https://dashboard.stripe.com/apikeys",
    "pypi-token": "https://pypi.org/manage/account/token/",
}
"""Rule -> the page, or the place, where such a credential is revoked. Every AI provider's rule has one."""


def hint_for(rule: str) -> str:
    """The advice for a finding of RULE, as one sentence."""
    place = REVOKE_AT.get(rule)
    if place:
        return f"if it was ever pushed, revoke it at {place}"
    return "if it was ever pushed, change it wherever it is used"
