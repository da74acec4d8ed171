"""What a section is given: data, evidence of change, sentences."""
