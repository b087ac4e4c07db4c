"""The addresses of the assessments: short Vietnamese words without accents, one module for each noun."""

from assessments.urls import (
    assignments,
    campaigns,
    councils,
    decisions,
    dossiers,
    evidence,
    holidays,
    notices,
    packages,
    proceedings,
    publications,
    reports,
    reviews,
    second_looks,
    signing_starts,
    standards,
    supplements,
    uploads,
)

app_name = "assessments"
urlpatterns = [
    *dossiers.urlpatterns,
    *assignments.urlpatterns,
    *evidence.urlpatterns,
    *holidays.urlpatterns,
    *campaigns.urlpatterns,
    *councils.urlpatterns,
    *decisions.urlpatterns,
    *notices.urlpatterns,
    *packages.urlpatterns,
    *proceedings.urlpatterns,
    *publications.urlpatterns,
    *reports.urlpatterns,
    *second_looks.urlpatterns,
    *signing_starts.urlpatterns,
    *supplements.urlpatterns,
    *reviews.urlpatterns,
    *uploads.urlpatterns,
    *standards.urlpatterns,
]
