"""Call-backs by month of delivery: in time, at the first attempt, and the dissatisfied."""
