"""The addresses of the assessments: short Vietnamese words without accents."""

from importlib import import_module

app_name = "assessments"
