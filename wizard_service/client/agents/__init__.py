"""Adapters for agent frameworks: what a framework calls back becomes reports on an investigation.

Each adapter needs its framework (the extras `langchain`, `openai-agents` and `pydantic-ai`) and is imported by its
module: `wizard_service.client.agents.langchain`, `.openai_agents` and `.pydantic_ai`.
"""
