"""Monthly customer-service reviews in Word and Excel from a dealer's exports."""

__version__ = "0.1.0"
