"""Words for where units stand, and for deliveries of scores."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.customers.loyalty import Quarter
from pulse.customers.models import DeliveryState, Way


def words_of_quarters() -> Mapping[Quarter, str]:
    """Return what it means to stand in each quarter."""
    return {
        Quarter.BOTH: _("satisfied and loyal"),
        Quarter.ONLY_SATISFIED: _("satisfied, not loyal"),
        Quarter.ONLY_LOYAL: _("loyal, not satisfied"),
        Quarter.NEITHER: _("neither"),
    }


def words_of_ways() -> Mapping[Way, str]:
    """Return how scores came."""
    return {
        Way.FILE: _("file"),
        Way.FOLDER: _("folder"),
        Way.PROGRAM: _("program"),
        Way.ASKED: _("asked by Pulse"),
    }


def words_of_deliveries(planned: bool) -> Mapping[DeliveryState, str]:
    """Return where a delivery stands; `planned` once its columns are said."""
    return {
        DeliveryState.WAITING: _("being read") if planned else _("columns not said"),
        DeliveryState.READ: _("not confirmed"),
        DeliveryState.CONFIRMED: _("landing"),
        DeliveryState.LANDED: _("landed"),
        DeliveryState.LEAVING: _("being taken back"),
        DeliveryState.FAILED: _("failed"),
        DeliveryState.DROPPED: _("taken back"),
    }


def titles_of_deliveries() -> Mapping[DeliveryState, str]:
    """Return what the page of a delivery is called; one that is read shows its preview instead."""
    return {
        DeliveryState.WAITING: _("The file is being read"),
        DeliveryState.CONFIRMED: _("The scores are landing"),
        DeliveryState.LEAVING: _("The scores are being taken back"),
        DeliveryState.LANDED: _("The scores have landed"),
        DeliveryState.FAILED: _("This could not be brought in"),
        DeliveryState.DROPPED: _("This was taken back"),
    }
