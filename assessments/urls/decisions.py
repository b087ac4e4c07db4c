"""Addresses of decisions and of what comes before and after: drafts, corrections, revocations."""

from django.urls import path

from assessments.views import corrections, decisions, drafts

urlpatterns = [
    path("dot-danh-gia/<int:pk>/quyet-dinh/", decisions.decision_create, name="decision_create"),
    path("dot-danh-gia/<int:pk>/du-thao/", drafts.draft_create, name="draft_create"),
    path("du-thao/", drafts.draft_list, name="draft_list"),
    path("du-thao/<int:pk>/", drafts.draft_detail, name="draft_detail"),
    path("du-thao/<int:pk>/ky/", drafts.draft_sign, name="draft_sign"),
    path("du-thao/<int:pk>/bo/", drafts.draft_discard, name="draft_discard"),
    path("du-thao/<int:pk>/rut/<int:dossier>/", drafts.draft_take_out, name="draft_take_out"),
    path("quyet-dinh/", decisions.decision_list, name="decision_list"),
    path("quyet-dinh/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path("quyet-dinh/<int:pk>/dinh-chinh/", corrections.decision_correct, name="decision_correct"),
    path("quyet-dinh/<int:pk>/thu-hoi/<int:dossier>/", decisions.decision_revoke, name="decision_revoke"),
]
