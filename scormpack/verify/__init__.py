"""Reads packages from the outside: knows the standards and the contract, never asks the writer."""
