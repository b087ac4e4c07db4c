"""Addresses of resumable uploads."""

from django.urls import path

from assessments.views import uploads

urlpatterns = [
    path("ho-so/<int:pk>/noi-dung/<str:item_code>/tai-len/", uploads.upload_create, name="upload_create"),
    path("tai-len/<uuid:key>/", uploads.upload_session, name="upload_session"),
]
