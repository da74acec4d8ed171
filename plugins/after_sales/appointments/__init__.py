"""Appointments: who comes as booked, when the workshop is full, and what falls due next month."""
