"""wizard_service beside the stacks that do the same work: one table with a goal for each case."""
