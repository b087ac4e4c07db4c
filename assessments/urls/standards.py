"""Addresses of the standards."""

from django.urls import path

from assessments.views import standards

urlpatterns = [
    path("bo-tieu-chi/", standards.standard_list, name="standard_list"),
    path("bo-tieu-chi/<int:pk>/", standards.standard_detail, name="standard_detail"),
]
