"""Addresses of decisions."""

from django.urls import path

from assessments.views import decisions

urlpatterns = [
    path("dot-danh-gia/<int:pk>/quyet-dinh/", decisions.decision_create, name="decision_create"),
    path("quyet-dinh/", decisions.decision_list, name="decision_list"),
    path("quyet-dinh/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path("quyet-dinh/<int:pk>/thu-hoi/<int:dossier>/", decisions.decision_revoke, name="decision_revoke"),
]
