"""People's annotations held against gold: accuracy, drift, time, hidden checks, qualification, contests."""
