"""Addresses of reports."""

from django.urls import path

from assessments.views import reports

urlpatterns = [
    path("bao-cao/", reports.report_list, name="report_list"),
    path("bao-cao/<int:pk>/", reports.report_detail, name="report_detail"),
    path("bao-cao/<int:pk>/tien-do/", reports.report_progress, name="report_progress"),
    path("bao-cao/<int:pk>/tai-ve/", reports.report_download, name="report_download"),
    path("bao-cao/<int:pk>/tai-ve/<slug:suffix>/", reports.report_file, name="report_file"),
    path("bao-cao/<int:pk>/tao-lai/", reports.report_retry, name="report_retry"),
]
