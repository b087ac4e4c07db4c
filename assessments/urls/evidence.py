"""Addresses of the evidence."""

from django.urls import path

from assessments.views import evidence, photos, viewer

_OF_ITEM = "ho-so/<int:pk>/noi-dung/<str:item_code>/tai-lieu/"
_OF_DOSSIER = "ho-so/<int:pk>/tai-lieu/"

urlpatterns = [
    path("anh-chup/", photos.photo_window, name="photo_window"),
    path(_OF_ITEM, evidence.evidence_upload, name="evidence_upload"),
    path(f"{_OF_ITEM}<int:file>/go/", evidence.evidence_unlink, name="evidence_unlink"),
    path(_OF_DOSSIER, evidence.evidence_list, name="evidence_list"),
    path(f"{_OF_DOSSIER}<int:file>/gan/", evidence.evidence_link, name="evidence_link"),
    path(f"{_OF_DOSSIER}<int:file>/xoa/", evidence.evidence_discard, name="evidence_discard"),
    path("tai-lieu/<int:pk>/", evidence.evidence_download, name="evidence_download"),
    path("tai-lieu/<int:pk>/xem/", viewer.evidence_view, name="evidence_view"),
    path("tai-lieu/<int:pk>/xem/dung-trang/", viewer.pages_draw, name="pages_draw"),
    path("tai-lieu/<int:pk>/trang/<int:number>/", viewer.page_picture, name="page_picture"),
    path("tai-lieu/<int:pk>/anh-nho/", viewer.thumbnail, name="thumbnail"),
]
