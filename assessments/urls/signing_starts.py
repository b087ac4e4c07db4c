"""Addresses of the days from which deadlines for signing count."""

from django.urls import path

from assessments.views import signing_starts

_OF_CAMPAIGN = "dot-danh-gia/<int:pk>/thoi-han-ban-hanh/"

urlpatterns = [
    path(_OF_CAMPAIGN, signing_starts.signing_start_list, name="signing_start_list"),
    path(f"{_OF_CAMPAIGN}<str:item_code>/", signing_starts.signing_start_save, name="signing_start_save"),
]
