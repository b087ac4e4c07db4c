"""The addresses of the assessments: short Vietnamese words without accents, one module for each noun."""

from assessments.urls import campaigns, decisions, dossiers, standards

app_name = "assessments"
urlpatterns = [
    *dossiers.urlpatterns,
    *campaigns.urlpatterns,
    *decisions.urlpatterns,
    *standards.urlpatterns,
]
