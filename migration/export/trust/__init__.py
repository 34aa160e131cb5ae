"""Deliveries as they travel: divided by library, encrypted to who may read them, signed by who made them."""
