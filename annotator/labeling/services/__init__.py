"""Everything that changes queues, assignments, drafts and annotations; one module per subject."""
