"""Addresses of the wording of documents."""

from django.urls import path

from assessments.views import wordings

urlpatterns = [
    path("mau-van-ban/", wordings.wording_list, name="wording_list"),
    path("mau-van-ban/<int:unit>/<slug:kind>/", wordings.wording_edit, name="wording_edit"),
    path("mau-van-ban/<int:unit>/<slug:kind>/xem-truoc/", wordings.wording_preview, name="wording_preview"),
    path("mau-van-ban/<int:unit>/<slug:kind>/lich-su/", wordings.wording_history, name="wording_history"),
    path("mau-van-ban/<int:unit>/<slug:kind>/ve-mau-goc/", wordings.wording_reset, name="wording_reset"),
    path("mau-van-ban/ban/<int:pk>/dung-lai/", wordings.wording_reuse, name="wording_reuse"),
]
