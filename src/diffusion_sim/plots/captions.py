"""Sentences that stand below more than one picture."""

#: Why every curve of use has teeth.
SUMMER = "The teeth: each summer leavers are replaced, mostly by people who do not use it yet."
#: What the two highest rungs rest on.
UPPER = "The steps to V and VI have no evidence of their own (docs/fairness.md): read IVB to VI as one."
