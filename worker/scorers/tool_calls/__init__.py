"""What can be checked about tool calls without knowing the tools: arguments, errors, repetitions, quoted numbers."""
