"""Inputs: what an executor asks a person, and the answer (contract section 11)."""
