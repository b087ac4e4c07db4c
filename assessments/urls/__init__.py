"""The addresses of the assessments: short Vietnamese words without accents, one module for each noun."""

from assessments.urls import dossiers

app_name = "assessments"
urlpatterns = [*dossiers.urlpatterns]
