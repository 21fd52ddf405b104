"""The labelling guideline: its versions, what changed between them, and labels that a change sends back."""
