"""Addresses under which everybody verifies issued documents; they are printed on paper and stay as they are."""

from django.urls import path

from assessments.portal import verification

urlpatterns = [
    path("xac-minh/", verification.verification, name="verification"),
    path("xac-minh/<str:code>/", verification.verification_of, name="verification_of"),
]
