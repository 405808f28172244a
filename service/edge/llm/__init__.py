"""Language models behind any OpenAI-compatible server: the port `Llm`."""

from service.edge.llm.models import Models, budget, configured

__all__ = ["Models", "budget", "configured"]
