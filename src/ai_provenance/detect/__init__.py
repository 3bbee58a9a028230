"""The judge of one commit: agents as data, evidence with its place and strength, and the verdict."""

from ai_provenance.detect.classify import classify
from ai_provenance.detect.registry import Registry, build_registry, default_registry

__all__ = ["Registry", "build_registry", "classify", "default_registry"]
