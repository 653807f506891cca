"""Times to events under named censoring rules."""
