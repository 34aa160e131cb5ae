"""What is different between two deliveries, found from their files alone: counts, then fates, then fields.

Set based (DuckDB over the CSV files), so that a county's two deliveries are compared in a minute.
"""
