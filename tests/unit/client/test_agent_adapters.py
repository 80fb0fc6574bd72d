"""The adapters for agent frameworks say what to install where the framework is missing."""

from importlib import import_module

import pytest


@pytest.mark.parametrize("extra", ["langchain", "openai-agents", "pydantic-ai"])
def test_an_adapter_without_its_framework_names_the_extra(extra: str) -> None:
    with pytest.raises(ImportError, match=rf'pip install "wizard-service\[{extra}\]"'):
        import_module(f"wizard_service.client.agents.{extra.replace('-', '_')}")
