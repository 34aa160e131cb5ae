"""The same matching where the features lie on Spark: the same keys, prefilter, judge and clustering, the same result.

    found = match_on_spark(spark.table("bib_features"), rules)

The statements of ``migration.match.blocking`` are translated, not written again (``statements``); pairs are graded by
the judge in Spark's own Python workers (``deciding``); records are joined where this is called (``matching``).
"""
