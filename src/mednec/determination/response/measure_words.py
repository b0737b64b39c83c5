"""A measure before treatment and since, in one sentence, with what it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.determination.response.yardsticks import gain
from mednec.dosing.say import say
from mednec.model.document import Citation, Rationale, ReferenceCitation
from mednec.model.response import DoseTurn, MeasuredValue, Phase, ResponseThreshold, ThresholdKind

_HUNDRED = 100


def in_words(
    name: str,
    values: Sequence[MeasuredValue],
    before: MeasuredValue | None,
    latest: MeasuredValue | None,
    thresholds: Sequence[ResponseThreshold],
    better: str,
    turns: Sequence[DoseTurn],
) -> Rationale:
    if latest is None or before is None:
        return _incomplete(name, values, before, latest, turns)
    day = f"on {before.on}" if before.on else "called baseline, without a day"
    says = f"{name}: {before.told} {day} to {latest.told} on {latest.on}, {_how_much(before, latest)}"
    says += "".join(f"; {_against(t)}" for t in thresholds)
    worse = _worst_between(values, before, latest, better)
    if worse is not None:
        says += f"; in between worse than before treatment, {worse.told} on {worse.on}"
    best = _better_between(values, before, latest, thresholds, better)
    if best is not None:
        says += f"; on treatment it had been better, {best.told} on {best.on}"
    if gain(before, latest, better) > 0 and not thresholds:
        says += "; how much would be important is said neither by the policy nor by the packs"
    cited: list[Citation] = [latest.at, before.at, *(v.at for v in (worse, best) if v), *(t.cited for t in thresholds)]
    return Rationale(says=f"{says}.", citations=tuple(cited))


def _worst_between(
    values: Sequence[MeasuredValue], before: MeasuredValue, latest: MeasuredValue, better: str
) -> MeasuredValue | None:
    """The worst value on treatment, if it is worse than before treatment and the latest one is not."""
    if not better or gain(before, latest, better) < 0:
        return None
    on_treatment = [v for v in values if v.phase is Phase.SINCE and gain(before, v, better) < 0]
    return min(on_treatment, key=lambda v: gain(before, v, better), default=None)


def _better_between(
    values: Sequence[MeasuredValue],
    before: MeasuredValue,
    latest: MeasuredValue,
    thresholds: Sequence[ResponseThreshold],
    better: str,
) -> MeasuredValue | None:
    """The best value on treatment, where the latest one reaches nothing and is worse than it by more than by half."""
    if not better or not thresholds or any(t.reached for t in thresholds):
        return None
    best = max((v for v in values if v.phase is Phase.SINCE), key=lambda v: gain(before, v, better), default=None)
    if best is None:
        return None
    kept, most = gain(before, latest, better), gain(before, best, better)
    return best if most > 0 and most > 2 * kept else None


def _incomplete(
    name: str,
    values: Sequence[MeasuredValue],
    before: MeasuredValue | None,
    latest: MeasuredValue | None,
    turns: Sequence[DoseTurn],
) -> Rationale:
    """Why two values cannot be held against each other."""
    if latest is not None:
        says = f"{name}: {latest.told} on {latest.on}; no value from before {turns[0].what} on {turns[0].day}"
        return Rationale(says=f"{says}.", citations=(latest.at, turns[0].at))
    last = values[-1]
    where = {
        Phase.BEFORE: f"no value since {turns[-1].what} on {turns[-1].day}",
        Phase.EARLIER_DOSE: f"measured at an earlier dose, before {turns[-1].what} on {turns[-1].day}",
        Phase.PAUSED: "measured in a gap of treatment, so it says nothing of the drug",
        Phase.SINCE: "",
    }[last.phase]
    held = f" ({before.told} before treatment)" if before is not None and before is not last else ""
    told = f"{last.told} on {last.on}" if last.on else f"{last.told}, called baseline"
    cited = [last.at, *((before.at,) if held and before is not None else ()), turns[-1].at]
    return Rationale(says=f"{name}: {told}{held}; {where}.", citations=tuple(cited))


def _how_much(before: MeasuredValue, latest: MeasuredValue) -> str:
    difference = latest.value - before.value
    if not difference:
        return "unchanged"
    way = "lower" if difference < 0 else "higher"
    share = f" ({abs(difference) / abs(before.value) * _HUNDRED:.1f} %)" if before.value else ""
    return f"{way} by {say(abs(difference))}{share}"


def _against(threshold: ResponseThreshold) -> str:
    note = f" ({threshold.note})" if threshold.note else ""
    if threshold.kind is ThresholdKind.POLICY:
        answer = {True: "reached", False: "not reached", None: "not told by these values"}[threshold.reached]
        return f"the policy asks {threshold.says}{note}: {answer}"
    source = threshold.cited.label if isinstance(threshold.cited, ReferenceCitation) else threshold.cited.clause
    one_word = threshold.grade != "important" and " " not in threshold.grade  # minimal, major; "response in trials"
    grade = f"{threshold.grade} improvement" if one_word else threshold.grade
    answer = {True: "reaches", False: "below", None: "cannot be held against"}[threshold.reached]
    return f"{answer} what is counted as {grade}, {threshold.says}{note} ({source})"
