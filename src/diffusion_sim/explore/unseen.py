"""What a tree says of worlds it has not seen: cross-validation by scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

F8 = NDArray[np.float64]
#: Folds, and the nominal chance that noise alone is taken for a rule. The folds share worlds, so that in trials with
#: noise alone it was 1.7 to 3.3 % (26 or 200 worlds, 30 inputs).
FOLDS, ALPHA = 10, 0.01


@dataclass(frozen=True)
class Unseen:
    """How well unseen worlds are told.

    Attributes
    ----------
    accuracy : float
        Share of the worlds that the tree tells rightly when grown without them; NaN if one kind has one world only.
    majority : float
        Share that is right by saying the commoner kind of all worlds.
    ranked : float
        Chance that of two unseen worlds of different kind the tree puts the one of interest first (area under the
        ROC curve); one half is chance.
    better : bool
        Whether ``ranked`` is above one half by more than noise makes it, at level :data:`ALPHA` (Mann & Whitney 1947).
    """

    accuracy: float
    majority: float
    ranked: float
    better: bool


def unseen(tree: Any, x: F8, y: NDArray[np.bool_]) -> Unseen:
    """Cross-validate a classifier.

    Parameters
    ----------
    tree : estimator
        Of scikit-learn, not fitted.
    x : float64 (worlds, inputs)
    y : bool (worlds,)
        Whether a world is of interest.
    """
    some, others = int(y.sum()), int((~y).sum())
    majority = max(some, others) / len(y)
    folds = min(FOLDS, some, others)
    if folds < 2:
        return Unseen(float("nan"), majority, float("nan"), False)
    choose = import_module("sklearn.model_selection")
    split = choose.StratifiedKFold(folds, shuffle=True, random_state=0)
    chance = choose.cross_val_predict(tree, x, y, cv=split, method="predict_proba")[:, 1]
    ranked = float(import_module("sklearn.metrics").roc_auc_score(y, chance))
    spread = np.sqrt((len(y) + 1) / (12 * some * others))
    better = ranked > 0.5 + float(ndtri(1 - ALPHA)) * spread
    return Unseen(float(((chance > 0.5) == y).mean()), majority, ranked, bool(better))
