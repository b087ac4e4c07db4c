"""Addresses of publishing, for the office, and of the published results, for everybody."""

from django.urls import path

from assessments.portal import pages
from assessments.views import publications

urlpatterns = [
    path("cong-bo/", publications.publication_list, name="publication_list"),
    path("cong-bo/<int:pk>/", publications.publication_detail, name="publication_detail"),
    path("cong-bo/<int:pk>/cong-khai/", publications.publication_publish, name="publication_publish"),
    path("cong-bo/lan/<int:pk>/go/", publications.publication_withdraw, name="publication_withdraw"),
    path("ket-qua/", pages.result_list, name="public_results"),
    path("ket-qua/xa/<str:code>/", pages.result_commune, name="public_commune"),
    path("ket-qua/<str:code>/<int:year>/", pages.result_detail, name="public_campaign"),
    path("ket-qua/<str:code>/<int:year>/ban-chot.json", pages.result_snapshot, name="public_snapshot"),
]
