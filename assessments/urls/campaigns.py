"""Addresses of campaigns."""

from django.urls import path

from assessments.views import campaigns, evidence_search

urlpatterns = [
    path("dot-danh-gia/", campaigns.campaign_list, name="campaign_list"),
    path("dot-danh-gia/moi/", campaigns.campaign_create, name="campaign_create"),
    path("dot-danh-gia/<int:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("dot-danh-gia/<int:pk>/tai-lieu/", evidence_search.campaign_evidence, name="campaign_evidence"),
    path("dot-danh-gia/<int:pk>/sua/", campaigns.campaign_edit, name="campaign_edit"),
    path("dot-danh-gia/<int:pk>/mo/", campaigns.campaign_open, name="campaign_open"),
    path("dot-danh-gia/<int:pk>/ket-thuc/", campaigns.campaign_close, name="campaign_close"),
    path("dot-danh-gia/<int:pk>/moc-thoi-gian/", campaigns.milestone_add, name="milestone_add"),
    path(
        "dot-danh-gia/<int:pk>/moc-thoi-gian/<int:milestone>/xoa/", campaigns.milestone_remove, name="milestone_remove"
    ),
    path("ho-so/<int:pk>/gia-han/", campaigns.dossier_extend, name="dossier_extend"),
]
