"""Loads what a page is about, through `visible_to`: what a person may not see does not exist (404)."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Dossier
from assessments.selectors import contents
from assessments.selectors.contents import DossierContents
from communes.models import User


def user_of(request: HttpRequest) -> User:
    """Return the signed-in person (the middleware lets nobody else through)."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether a fragment is asked for; a plain form gets a whole page or a redirect."""
    return bool(getattr(request, "htmx", False))


def dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """Return the dossier with campaign, standard and commune, or answer 404."""
    dossiers = Dossier.objects.visible_to(user_of(request))
    return get_object_or_404(dossiers.select_related("campaign__standard", "campaign__authority", "commune"), pk=pk)


def contents_for(request: HttpRequest, dossier: Dossier) -> DossierContents:
    """Return what the commune has stored now, or for everybody else what it handed in."""
    own = user_of(request).has_perm("assessments.edit_dossier", dossier)
    return contents.of(dossier) if own else contents.handed_in(dossier)
