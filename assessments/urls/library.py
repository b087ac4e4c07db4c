"""Addresses of the library: one file, the list of documents of an indicator, the office's reference files."""

from django.urls import path

from assessments.views import checklists, library, references

_FILE = "ho-so/<int:pk>/tai-lieu/<int:file>/"
_INDICATOR = "ho-so/<int:pk>/chi-tieu/<str:code>/tai-lieu/"
_CAMPAIGN = "dot-danh-gia/<int:pk>/tai-lieu-tham-khao/"

urlpatterns = [
    path(_FILE, library.evidence_detail, name="evidence_detail"),
    path(f"{_FILE}thay/", library.evidence_revise, name="evidence_revise"),
    path(f"{_FILE}hoan-tac/", library.evidence_undo, name="evidence_undo"),
    path(_INDICATOR, checklists.indicator_documents, name="indicator_documents"),
    path(f"{_INDICATOR}dung-lai/", checklists.indicator_reuse, name="indicator_reuse"),
    path(_CAMPAIGN, references.reference_list, name="reference_list"),
    path(f"{_CAMPAIGN}them/", references.reference_add, name="reference_add"),
    path(f"{_CAMPAIGN}<int:file>/ngung/", references.reference_withdraw, name="reference_withdraw"),
    path("tai-lieu-tham-khao/<int:pk>/", references.reference_download, name="reference_download"),
]
