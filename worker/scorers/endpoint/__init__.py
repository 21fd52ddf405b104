"""A small client for servers that speak the protocols of OpenAI and vLLM: connections, completions."""
