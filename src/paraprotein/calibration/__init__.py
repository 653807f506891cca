"""What published aggregates can and cannot show: posterior populations, their proof, and the no-drug trial."""
