"""What published aggregates can and cannot tell: posterior populations, their proof, and the no-drug trial."""
