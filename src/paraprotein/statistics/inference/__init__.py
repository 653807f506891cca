"""What a response rate is after a design with looks: estimates, p-values and intervals."""
