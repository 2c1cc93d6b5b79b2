"""Claims of the documents as experiments: files in ``conf/claim``, run by one runner, judged by fixed thresholds.

A claim is a sentence, the strategies that it compares at equal budget, the outcome, and what would contradict it.
The verdict follows from two studies of the same contrasts: paired replicates at the defaults, and paired replicates in
plausible worlds (points over every uncertain row of the ledger). Nothing here can change a number of a run.
"""
