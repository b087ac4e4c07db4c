"""Addresses of packages."""

from django.urls import path

from assessments.views import packages

urlpatterns = [
    path("ho-so/<int:pk>/goi/", packages.package_detail, name="package_detail"),
    path("ho-so/<int:pk>/goi/tai-ve/", packages.package_download, name="package_download"),
]
